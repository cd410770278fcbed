import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { freePort } from "../../../sandbox/ports.ts";
import { clusterProject, kubectl, ownNamespace, sandboxCluster } from "../../../testing/cluster/cluster-project.ts";
import { checkout, pushOwnImage } from "../../../testing/cluster/own-image.ts";
import { basesOf } from "../../../testing/docker/base-images.ts";
import { folder, read, writeAll } from "../../../testing/fixtures/folder.ts";
import { quickServer } from "../../../testing/fixtures/sample-projects.ts";
import { uniqueName } from "../../../testing/git/git-project.ts";
import { serveGit } from "../../../testing/git/git-server.ts";
import { git, initRepository } from "../../../testing/git/repository.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { delivery } from "../../../testing/serve/bell.ts";
import { runValues } from "../../../testing/serve/run-place.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();
/** The nodes of the cluster pull from this registry. */
const publish = () => ({ charts: own.charts, registry: sandbox().registry });
const secret = "the secret of a webhook";
const login = { user: "robot", password: "the-password-of-the-remote" };

/** This very repository, with an environment of the test's own. */
function ownRepository(namespace: string): { directory: string; commit: (values: object, message: string) => void } {
  const directory = folder({}, "chatops");
  const listed = git(checkout, "ls-files", "--cached", "--others", "--exclude-standard", "-z");
  for (const path of listed.split("\0").filter(Boolean)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    cpSync(join(checkout, path), join(directory, path));
  }
  initRepository(directory, { remote: `${directory}.git` });
  return {
    directory,
    commit(values, message) {
      writeAll(directory, {
        "chatops.yaml": {
          name: "chatops",
          image: `${publish().registry}/team/${namespace}`,
          chart: { repository: own.charts },
          release: { tagPrefix: "chatops/" },
          environments: { staging: { kubernetes: { namespace, values: ["values.json"] }, observe: "1s" } },
        },
        "values.json": values,
      });
      git(directory, "add", "--all");
      git(directory, "commit", "--quiet", "--message", message);
      git(directory, "push", "--quiet", "origin", "HEAD:main");
    },
  };
}

/** A way to the Service, as an ingress has one. */
async function forwarded(namespace: string): Promise<string> {
  const port = await freePort();
  const args = ["--namespace", namespace, "port-forward", "service/chatops", `${port}:80`];
  const child = spawn(sandboxCluster().kubectl, args, {
    env: { ...process.env, KUBECONFIG: sandboxCluster().kubeconfig },
    stdio: "ignore",
  });
  onTestFinished(() => void child.kill());
  return `http://127.0.0.1:${port}`;
}

/** It builds an image from nothing, and waits for three runs. */
const patienceMs = 900_000;

full(
  "chatops brings its own serve into the cluster; of two one works, and the other takes over",
  async () => {
    const project = await clusterProject({ publish: publish() });
    const { remote = "", name, namespaces, directory } = project;
    const first = git(directory, "rev-parse", "HEAD");
    git(remote, "config", "http.receivepack", "true");
    const server = await serveGit(dirname(remote), login);
    const namespace = uniqueName();
    ownNamespace(namespace);
    const secrets = [`SECRET=${secret}`, `PASSWORD=${login.password}`].map((pair) => `--from-literal=${pair}`);
    kubectl("--namespace", namespace, "create", "secret", "generic", "shop", ...secrets);
    const forwarder = await pushOwnImage();
    const given = await runValues({
      image: forwarder,
      promotesTo: Object.values(namespaces),
      reaches: [server, publish().registry, own.charts],
    });
    const { image: _, ...runs } = given;
    const shop = {
      url: `${server}/${name}.git`,
      provider: "gitea",
      secret: { env: "SECRET" },
      credentials: { username: login.user, password: { env: "PASSWORD" } },
    };
    const values = {
      ...runs,
      sidecars: runs.runs.sidecars,
      envFromSecrets: ["shop"],
      serve: { interval: "1h", repositories: { shop } },
    };
    const itself = ownRepository(namespace);
    const absent = await sandbox().provideBases(basesOf(read(itself.directory, "Dockerfile")));
    expect(absent).toEqual([]);
    itself.commit(values, "feat: serve");
    const chatops = (...args: string[]) => project.user.chatops(itself.directory, ...args, "--json");
    const released = await chatops("release");
    expect(released.result, released.stdout).toMatchObject({ version: "0.1.0" });
    const promoted = await chatops("promote", "--env", "staging");
    expect(promoted.result, promoted.stdout).toMatchObject({ outcome: "healthy" });
    const running = () =>
      project
        .objects("staging", "pods")
        .filter(({ metadata }) => !metadata.deletionTimestamp)
        .map(({ metadata }) => metadata.labels["app.kubernetes.io/version"]);
    // What was there at the start is released without a webhook.
    await expect.poll(running, { timeout: 120_000 }).toEqual(["0.1.0"]);
    const jobsOf = (commit: string) =>
      JSON.parse(kubectl("--namespace", namespace, "get", "jobs", "--output", "json"))
        .items.map(({ metadata }: { metadata: { annotations: Record<string, string> } }) => metadata.annotations)
        .filter((annotations: Record<string, string>) => annotations["chatops.dev/run"]?.includes(commit));
    await expect.poll(() => jobsOf(first)).toMatchObject([{ "chatops.dev/kept": "true" }]);

    kubectl("--namespace", namespace, "scale", "deployment/chatops", "--replicas=2");
    kubectl("--namespace", namespace, "rollout", "status", "deployment/chatops", "--timeout=120s");
    const leaders = () =>
      kubectl("--namespace", namespace, "get", "pods", "--selector", "chatops.dev/leader=true", "--output", "name");
    await expect.poll(leaders).toMatch(/^pod\/[\w-]+$/);
    const hook = await forwarded(namespace);
    const second = project.commit({ "server.js": `${quickServer["server.js"]}// second\n` });
    const ring = (wrong = "") =>
      fetch(`${hook}/hooks/shop`, delivery(`${secret}${wrong}`, second)).then(
        ({ status }) => status,
        () => 0,
      );
    await expect.poll(() => ring()).toBe(202);
    expect(await ring("!")).toBe(401);
    await expect.poll(() => jobsOf(second)).toHaveLength(1);
    // While its Job is at work.
    const leader = leaders();
    kubectl("--namespace", namespace, "delete", leader, "--grace-period=0", "--force");
    await expect.poll(leaders).not.toBe(leader);
    await expect.poll(running, { timeout: 120_000 }).toEqual(["0.1.1"]);
    await expect.poll(() => jobsOf(second)).toMatchObject([{ "chatops.dev/kept": "true" }]);
    expect(execFileSync("git", ["-C", remote, "tag", "--list"], { encoding: "utf8" })).toBe("v0.1.0\nv0.1.1\n");
  },
  patienceMs,
);
