import { rmSync } from "node:fs";
import { expect } from "vitest";
import { freePort } from "../../../sandbox/ports.ts";
import { clusterProject, sandboxCluster } from "../../../testing/cluster/cluster-project.ts";
import { composeFile, composeProject, crashingServer, healthyServer } from "../../../testing/docker/compose-project.ts";
import { quickServer } from "../../../testing/fixtures/sample-projects.ts";
import type { Project } from "../../../testing/git/git-project.ts";
import { git } from "../../../testing/git/repository.ts";
import { startGitea } from "../../../testing/git-hosts/gitea.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { pushToHealthy } from "../../../testing/serve/push-to-healthy.ts";
import { serving } from "../../../testing/serve/serving.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";
import { full, isFull } from "../../../testing/setup/short-run.ts";

if (isFull) needs("gitea");
const own = ownServers();
const secret = "the secret of a webhook";

interface Status {
  id: number;
  status: string;
  description: string;
  context: string;
}

/** A project in a real Gitea, and a serve whose webhook is registered there. */
async function served(place: Project, variables: Record<string, string>) {
  const gitea = await startGitea();
  const url = await gitea.host(place.directory, place.name);
  const env = { API_TOKEN: gitea.token };
  const token = { env: "API_TOKEN" };
  const serve = await serving({
    user: place.user,
    listen: `127.0.0.1:${await freePort()}`,
    repositories: {
      shop: { url, secret, variables, credentials: { username: "robot", password: token }, api: { token } },
    },
    env,
  });
  const repository = `/repos/robot/${place.name}`;
  return {
    ...gitea,
    serve,
    repository,
    /** Newest first. */
    statuses: async (commit: string): Promise<Status[]> => {
      const found: Status[] = await gitea.api("GET", `${repository}/commits/${commit}/statuses`);
      return found.sort((one, other) => other.id - one.id);
    },
  };
}

full("a push to Gitea serves in the cluster, and Gitea shows that it does", async () => {
  const place = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry } });
  const { serve, api, repository, statuses, token } = await served(place, {
    KUBECONFIG: sandboxCluster().kubeconfig,
  });
  const first = git(place.directory, "rev-parse", "HEAD");
  await serve.ended("shop", first, "done");
  const planned = await serve.chatops("--install", "--dry-run");
  expect(planned.exitCode).toBe(0);
  expect(await api("GET", `${repository}/hooks`)).toEqual([]);
  for (const note of ["calls", "as before"]) {
    const installed = await serve.chatops("--install");
    expect(installed.result.checks).toEqual([{ part: "shop", state: "well", note: expect.stringContaining(note) }]);
    expect(await api("GET", `${repository}/hooks`)).toMatchObject([
      { active: true, events: ["push"], config: { url: serve.hook("shop"), content_type: "json" } },
    ]);
  }
  const pushedAt = Date.now();
  const commit = place.commit({ "server.js": `${quickServer["server.js"]}// changed\n` });
  const run = await serve.ended("shop", commit, "done");
  console.info(`push to first healthy pod: ${pushToHealthy(serve.told("shop"), pushedAt, run.startedAt)}`);
  expect(run).toMatchObject({ exitCode: 0, version: expect.stringMatching(/^0\.\d+\.\d+$/) });
  const [pod] = place.objects("staging", "pods").filter(({ metadata }) => !metadata.deletionTimestamp);
  expect(pod.metadata.labels["app.kubernetes.io/version"]).toBe(run.version);
  await expect.poll(async () => (await statuses(commit)).map(({ status }) => status)).toEqual(["success", "pending"]);
  expect((await statuses(commit))[0]).toMatchObject({
    context: "chatops/shop",
    description: `${run.version} is released and promoted`,
  });
  expect(await serve.metrics()).toContain('chatops_serve_bells_total{repository="shop",result="rung"} 1\n');
  expect(`${serve.log()}${serve.told("shop")}`).not.toContain(token);
  expect((await serve.chatops("--check")).result.checks).toMatchObject([{ part: "shop", state: "well" }]);
});

full(
  "the pull request that broke an environment gets the verdict once, also if serve loses all that it kept",
  async () => {
    const place = composeProject({
      remote: true,
      environments: { local: { compose: {}, observe: "1s", promote: "auto" } },
    });
    const { directory, name, user } = place;
    place.commit({ "server.js": healthyServer, "compose.yaml": composeFile(name) });
    const { serve, api, repository, statuses, token } = await served(place, {
      XDG_STATE_HOME: user.env.XDG_STATE_HOME ?? "",
    });
    await serve.ended("shop", git(directory, "rev-parse", "HEAD"), "done");
    await serve.chatops("--install");
    const content = Buffer.from(crashingServer("the shop is broken")).toString("base64");
    const before = (await api("GET", `${repository}/contents/server.js`)).sha;
    const change = { content, sha: before, branch: "main", new_branch: "change", message: "Change the server" };
    await api("PUT", `${repository}/contents/server.js`, change);
    const { number } = await api("POST", `${repository}/pulls`, { base: "main", head: "change", title: "Change it" });
    // Gitea looks first whether it can be merged.
    const merged = () =>
      api("POST", `${repository}/pulls/${number}/merge`, { Do: "squash" }).then(() => "merged", String);
    await expect.poll(merged).toBe("merged");
    const commit = (await api("GET", `${repository}/branches/main`)).commit.id;
    const run = await serve.ended("shop", commit, "failed");
    const comments = async (): Promise<string[]> =>
      (await api("GET", `${repository}/issues/${number}/comments`)).map(({ body }: { body: string }) => body);
    await expect.poll(comments).toHaveLength(1);
    expect((await comments())[0]).toContain(`${commit} failed in local.`);
    expect((await comments())[0]).toContain(run.message);
    expect((await comments())[0]).toContain("local runs 0.1.0 again");
    expect((await statuses(commit))[0]).toMatchObject({
      status: "failure",
      description: expect.stringContaining("local: "),
    });
    // All that it kept is lost: the host has the comment.
    await serve.kill();
    rmSync(serve.state, { recursive: true });
    await serve.start();
    await serve.ended("shop", commit, "failed");
    await expect
      .poll(async () => (await statuses(commit)).map(({ status }) => status))
      .toEqual(["failure", "pending", "failure", "pending"]);
    await expect
      .poll(() => serve.metrics())
      .toContain('chatops_serve_reports_total{repository="shop",result="sent"} 2\n');
    expect(await comments()).toHaveLength(1);
    expect(serve.log()).not.toContain(token);
  },
);
