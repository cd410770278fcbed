import { describe, expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { gitHubApi } from "../../../testing/git-hosts/github-api.ts";
import { openRepository } from "../../adapters/git/repository.ts";
import { verifyTagRules } from "./tag-rules.ts";

const { signal } = new AbortController();
const token = "github_pat_0123456789";

type Api = Awaited<ReturnType<typeof gitHubApi>>;
type Ruleset = Api["state"]["rulesets"][number];

const restricting: Ruleset = {
  ...{ id: 5, name: "Releases", target: "tag", enforcement: "active" },
  conditions: { ref_name: { include: ["refs/tags/v*"], exclude: [] } },
  rules: [{ type: "deletion" }, { type: "creation" }],
  current_user_can_bypass: "never",
};

const headerOf = (secret: string) =>
  `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${secret}`).toString("base64")}`;

/** A repository on a server of GitHub's, and as its people's Git logs in there. */
async function place(api: Api, settings: Record<string, string>, remote = "https://github.corp.test/team/shop.git") {
  const directory = repository();
  git(directory, "remote", "add", "origin", remote);
  for (const [key, value] of Object.entries(settings)) git(directory, "config", key, value);
  const env = { ...process.env, GITHUB_SERVER_URL: "https://github.corp.test", GITHUB_API_URL: api.url };
  return openRepository(directory, { env, signal });
}

const pipelines = (secret = token) => ({ "http.https://github.corp.test/.extraheader": headerOf(secret) });

async function asked(api: Api, settings: Record<string, string> = pipelines(), remote?: string): Promise<string[]> {
  const warnings: string[] = [];
  const steps = { signal, warn: (text: string) => void warnings.push(text) };
  await verifyTagRules({ steps }, await place(api, settings, remote), "v1.4.0");
  return warnings;
}

describe("a rule of GitHub's against the tag", () => {
  test.each([
    ["the header that a pipeline's checkout leaves", pipelines(), undefined],
    [
      "a credential helper",
      { "credential.helper": `!f() { echo username=me; echo password=${token}; }; f` },
      undefined,
    ],
    ["the URL", {}, `https://me:${token}@github.corp.test/team/shop.git`],
  ])("ends the run before anything is written, asked for with the login of %s", async (_, settings, remote) => {
    const api = await gitHubApi(token);
    api.state.rulesets.push(restricting);
    const failure = await failureOf(asked(api, settings, remote));
    expect(failure.message).toBe('GitHub lets this login create no tag v1.4.0: the rule "Releases"');
    expect(failure.hint).toContain("bypass list");
    expect(api.wrong).toEqual([]);
  });

  test("is a warning where an application pushes, of which nobody can tell", async () => {
    const api = await gitHubApi("ghs_0123456789");
    api.state.rulesets.push(restricting);
    expect(await asked(api, pipelines("ghs_0123456789"))).toEqual([
      'GitHub lets this login create no tag v1.4.0: the rule "Releases", unless that lets the application pass',
    ]);
  });

  test.each<[what: string, ruleset: Partial<Ruleset>]>([
    ["is not switched on", { enforcement: "evaluate" }],
    ["is about other tags", { conditions: { ref_name: { include: ["refs/tags/api/*"], exclude: [] } } }],
    ["is about branches", { target: "branch" }],
    ["forbids something else", { rules: [{ type: "deletion" }, { type: "update" }] }],
    ["lets this user pass", { current_user_can_bypass: "always" }],
    ["does not say whom it lets pass", { current_user_can_bypass: undefined }],
  ])("is none if it %s", async (_, change) => {
    const api = await gitHubApi(token);
    api.state.rulesets.push({ ...restricting, ...change });
    expect(await asked(api)).toEqual([]);
    expect(api.asked).not.toEqual([]);
    expect(api.wrong).toEqual([]);
  });

  test.each([404, 403])("is left to the push if the API answers %s", async (status) => {
    const api = await gitHubApi(token);
    api.state.rulesets.push(restricting);
    api.failNext(status);
    expect(await asked(api)).toEqual([]);
  });

  test.each([
    ["nobody is logged in", {}, undefined],
    ["Git goes by SSH", pipelines(), "git@github.corp.test:team/shop.git"],
    ["the host is another one", pipelines(), "https://gitlab.corp.test/team/shop.git"],
  ])("is not asked for where %s", async (_, settings, remote) => {
    const api = await gitHubApi(token);
    api.state.rulesets.push(restricting);
    expect(await asked(api, settings, remote)).toEqual([]);
    expect(api.asked).toEqual([]);
  });
});
