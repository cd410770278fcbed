import { describe, expect, test } from "vitest";
import { bitbucketApi } from "../../../testing/git-hosts/bitbucket-api.ts";
import { gitHubApi } from "../../../testing/git-hosts/github-api.ts";
import { gitLabApi } from "../../../testing/git-hosts/gitlab-api.ts";
import type { StrictApi } from "../../../testing/git-hosts/strict-api.ts";
import type { Provider } from "../../core/serve/schema.ts";
import { openPulls } from "./open.ts";
import type { OpenPull, Pulls } from "./pulls.ts";

const { signal } = new AbortController();
const token = "the-token-of-the-api";
const head = "b".repeat(40);

const open = (provider: Provider, url: string) =>
  openPulls(provider, { url, repository: "team/shop", token, user: undefined, env: {}, signal });

/** The hosts, and the numbers or names by which they know who may write, who may not, and nobody. */
const hosts = {
  github: async () => {
    const api = await gitHubApi(token);
    return {
      api,
      pulls: open("github", api.url),
      comments: api.state.comments,
      people: ["writer", "reader", "nobody"],
    };
  },
  gitlab: async () => {
    const api = await gitLabApi(token);
    return { api, pulls: open("gitlab", api.url), comments: api.state.notes, people: ["1", "2", "3"] };
  },
  bitbucket: async () => {
    const api = await bitbucketApi(`Bearer ${token}`);
    return { api, pulls: open("bitbucket", api.url), comments: api.state.comments, people: [] };
  },
} satisfies Record<string, () => Promise<{ api: StrictApi; pulls: Pulls; comments: string[]; people: string[] }>>;

const refs: Record<keyof typeof hosts, string> = {
  github: "refs/pull/7/head",
  gitlab: "refs/merge-requests/7/head",
  bitbucket: "refs/heads/change",
};

describe.each(Object.keys(hosts) as (keyof typeof hosts)[])("%s", (provider) => {
  test("lists the pull requests that are open, and says which come from elsewhere", async () => {
    const { api, pulls } = await hosts[provider]();
    const found: OpenPull[] = [];
    for await (const pull of pulls.open()) found.push(pull);
    expect(found[0]).toEqual({ number: 7, head, ref: refs[provider], base: "main", isFork: false });
    expect(found.map(({ number, isFork }) => [number, isFork])).toEqual([
      [7, false],
      [9, true],
      [10, true],
    ]);
    expect(api.wrong).toEqual([]);
  });

  test("knows none that is closed", async () => {
    const { pulls } = await hosts[provider]();
    expect(await pulls.find(8)).toBeUndefined();
    if (provider !== "bitbucket") expect(await pulls.find(7)).toMatchObject({ number: 7, head });
  });

  test("gives a comment of ours another text, and says if it is gone", async () => {
    const { api, pulls, comments } = await hosts[provider]();
    const own = await pulls.add(7, "is being built");
    expect(Date.parse(own.at)).toBe(Date.parse("2026-11-29T11:00:00Z"));
    expect(await pulls.change(7, own.id, "is ready")).toEqual(own);
    expect(comments).toEqual(["is ready"]);
    expect(await pulls.change(7, 77, "lost")).toBeUndefined();
    const found = [];
    for await (const comment of pulls.comments(7)) found.push(comment);
    expect(found).toMatchObject([{ id: own.id, text: "is ready", name: "writer" }]);
    expect(api.wrong).toEqual([]);
  });

  test("says who may write, and nobody else may", async () => {
    const { pulls, people } = await hosts[provider]();
    const may = await Promise.all([...people, ""].map((person) => pulls.mayWrite(person)));
    expect(may).toEqual([...people, ""].map((_, index) => index === 0 && people.length > 0));
  });
});
