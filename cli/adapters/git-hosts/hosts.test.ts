import { describe, expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { bitbucketApi } from "../../../testing/git-hosts/bitbucket-api.ts";
import { gitHubApi } from "../../../testing/git-hosts/github-api.ts";
import { gitLabApi } from "../../../testing/git-hosts/gitlab-api.ts";
import type { StrictApi } from "../../../testing/git-hosts/strict-api.ts";
import { closedPort } from "../../../testing/servers/http-server.ts";
import type { Provider } from "../../core/serve/schema.ts";
import type { CommitReport, DeploymentReport } from "../../domain/git-hosts/report.ts";
import { commentOnce, type GitHost } from "./host.ts";
import { openGitHost } from "./open.ts";

const { signal } = new AbortController();
const token = "the-token-of-the-api";
const commit = "a".repeat(40);

const open = (provider: Provider, url: string, user?: string) =>
  openGitHost(provider, { url, repository: "team/shop", token, user, env: {}, signal });

const report: CommitReport = {
  commit,
  branch: "main",
  context: "chatops/shop",
  state: "under way",
  text: "is on its way",
  link: undefined,
};
const rollout: DeploymentReport = {
  commit,
  branch: "main",
  environment: "prod",
  state: "under way",
  text: "1.4.0 is rolled out",
  link: undefined,
};
const link = "https://deploy.example.com/runs/1";

const opened = {
  github: async () => {
    const api = await gitHubApi(token);
    return { api, host: open("github", api.url), comments: api.state.comments, hooks: api.state.hooks };
  },
  gitlab: async () => {
    const api = await gitLabApi(token);
    return { api, host: open("gitlab", api.url), comments: api.state.notes, hooks: api.state.hooks };
  },
  bitbucket: async () => {
    const api = await bitbucketApi(`Bearer ${token}`);
    return { api, host: open("bitbucket", api.url), comments: api.state.comments, hooks: api.state.hooks };
  },
} satisfies Record<string, () => Promise<{ api: StrictApi; host: GitHost; comments: string[]; hooks: object[] }>>;

describe.each(Object.entries(opened))("%s", (_, make) => {
  test("shows who may see the repository, and the merged pull request of a commit", async () => {
    const { api, host } = await make();
    await host.verify();
    expect(await host.pullRequestsOf(commit, "main")).toEqual([7]);
    expect(api.wrong).toEqual([]);
  });

  test("gets a comment once, also among many", async () => {
    const { api, host, comments } = await make();
    comments.push("first", "second", "third");
    expect(await commentOnce(host, 7, `${commit} failed in prod`, `shop: ${commit} failed in prod.`)).toBe(true);
    expect(await commentOnce(host, 7, `${commit} failed in prod`, `shop: ${commit} failed in prod.`)).toBe(false);
    expect(await commentOnce(host, 7, `${commit} failed in staging`, `shop: ${commit} failed in staging.`)).toBe(true);
    expect(comments).toHaveLength(5);
    expect(api.wrong).toEqual([]);
  });

  test("gets a webhook once, with the secret that is set last", async () => {
    const { api, host, hooks } = await make();
    const url = "https://hooks.example.com/hooks/shop";
    await host.register({ url: "https://hooks.example.com/hooks/other", secret: "of another" });
    expect(await host.register({ url, secret: "the first" })).toEqual({ wasThere: false });
    expect(await host.register({ url, secret: "the second" })).toEqual({ wasThere: true });
    expect(hooks).toHaveLength(2);
    expect(JSON.stringify(hooks)).toContain("the second");
    expect(JSON.stringify(hooks)).not.toContain("the first");
    expect(api.wrong).toEqual([]);
  });

  test("is waited for where it is busy, and asked no more than that", async () => {
    const { api, host } = await make();
    api.failNext(429, { "retry-after": "1" });
    const start = performance.now();
    await host.tellCommit(report);
    expect(performance.now() - start).toBeGreaterThan(900);
    expect(api.asked).toHaveLength(2);
    expect(api.wrong).toEqual([]);
  });

  test("that refuses the token is told of without it", async () => {
    const { api, host } = await make();
    for (const status of [401, 403, 404]) {
      api.failNext(status);
      const failure = await failureOf(host.tellCommit(report));
      expect(failure.message).toContain(`(${status})`);
      expect(JSON.stringify([failure.message, failure.details, failure.hint])).not.toContain(token);
    }
  });
});

describe("GitHub", () => {
  test("shows the state of a commit, with a link where there is one", async () => {
    const { host, api } = await opened.github();
    await host.tellCommit(report);
    await host.tellCommit({ ...report, state: "failed", text: "prod: it crashes", link });
    await host.tellCommit({ ...report, state: "replaced", text: "a newer commit took its place" });
    await host.tellCommit({ ...report, state: "done", text: "1.4.0 is released and promoted" });
    expect(api.state.statuses.map(({ state, target_url, context }) => [state, target_url, context])).toEqual([
      ["pending", undefined, "chatops/shop"],
      ["failure", link, "chatops/shop"],
      ["error", undefined, "chatops/shop"],
      ["success", undefined, "chatops/shop"],
    ]);
    expect(api.wrong).toEqual([]);
  });

  test("shows a deployment from its beginning to its end, and goes on with one that was interrupted", async () => {
    const { host, api } = await opened.github();
    await host.tellDeployment?.(rollout);
    await host.tellDeployment?.(rollout);
    await host.tellDeployment?.({ ...rollout, state: "failed", text: "1.4.0: it crashes", link });
    await host.tellDeployment?.(rollout);
    await host.tellDeployment?.({ ...rollout, state: "done", text: "1.4.0 is healthy" });
    expect(
      api.state.deployments.map(({ environment, statuses }) => [environment, statuses.map(({ state }) => state)]),
    ).toEqual([
      ["prod", ["in_progress", "in_progress", "failure"]],
      ["prod", ["in_progress", "success"]],
    ]);
    expect(api.wrong).toEqual([]);
  });

  test("says with 403 and Retry-After that there were too many requests", async () => {
    const { host, api } = await opened.github();
    api.failNext(403, { "retry-after": "1" });
    await host.comment(7, "text");
    expect(api.state.comments).toEqual(["text"]);
  });
});

describe("GitLab", () => {
  test("shows the state of a commit, and a state that it is in already is no failure", async () => {
    const { host, api } = await opened.gitlab();
    await host.tellCommit(report);
    await host.tellCommit({ ...report, text: "1.4.0 waits" });
    await host.tellCommit({ ...report, state: "failed", text: "prod: it crashes", link });
    await host.tellCommit(report);
    await host.tellCommit({ ...report, state: "done", text: "1.4.0 is released and promoted" });
    expect(api.state.statuses.map(({ status, description }) => [status, description])).toEqual([
      ["failed", "prod: it crashes"],
      ["success", "1.4.0 is released and promoted"],
    ]);
    expect(api.wrong).toEqual([]);
  });

  test("shows environments", async () => {
    const { host, api } = await opened.gitlab();
    await host.tellDeployment?.(rollout);
    await host.tellDeployment?.(rollout);
    await host.tellDeployment?.({ ...rollout, state: "failed" });
    await host.tellDeployment?.({ ...rollout, state: "done", environment: "staging" });
    expect(api.state.deployments).toMatchObject([
      { environment: "prod", sha: commit, ref: "main", status: "failed" },
      { environment: "staging", sha: commit, status: "success" },
    ]);
    expect(api.wrong).toEqual([]);
  });
});

describe("Bitbucket", () => {
  test("shows the state of a commit under a key that is not too long, with a link at any rate", async () => {
    const { host, api } = await opened.bitbucket();
    await host.tellCommit(report);
    await host.tellCommit({ ...report, state: "done", text: "1.4.0 is released and promoted" });
    await host.tellCommit({ ...report, context: `chatops/${"x".repeat(53)}`, link });
    expect(api.state.statuses).toMatchObject([
      { key: "chatops/shop", state: "SUCCESSFUL", url: `https://bitbucket.org/team/shop/commits/${commit}` },
      { key: expect.stringMatching(/^[0-9a-f]{40}$/), state: "INPROGRESS", url: link },
    ]);
    expect(api.wrong).toEqual([]);
  });

  test("takes the token of a user", async () => {
    const api = await bitbucketApi(`Basic ${Buffer.from(`me@example.com:${token}`).toString("base64")}`);
    await open("bitbucket", api.url, "me@example.com").verify();
    expect(api.wrong).toEqual([]);
  });
});

test("nobody at all is a failure in our words", async () => {
  const failure = await failureOf(open("gitea", `http://${await closedPort()}`).verify());
  expect(failure.message).toMatch(/^the API of 127\.0\.0\.1:\d+ does not answer/);
});
