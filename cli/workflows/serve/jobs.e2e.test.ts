import { dirname } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { pushOwnImage } from "../../../testing/cluster/own-image.ts";
import { tagsOf } from "../../../testing/git/git-project.ts";
import { serveGit } from "../../../testing/git/git-server.ts";
import { git } from "../../../testing/git/repository.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { runPlace } from "../../../testing/serve/run-place.ts";
import { serving } from "../../../testing/serve/serving.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";

const own = ownServers();
/** The nodes of the cluster pull from this registry. */
const publish = () => ({ charts: own.charts, registry: sandbox().registry });
const secret = "the secret of a webhook";
const login = { user: "robot", password: "the-password-of-the-remote" };
let image = "";

beforeAll(async () => {
  image = await pushOwnImage();
});

/** A project whose runs are Jobs, and what a serve for it is given. */
async function jobbed() {
  const project = await clusterProject({ publish: publish() });
  const { remote = "", directory, name, namespaces } = project;
  git(remote, "config", "http.receivepack", "true");
  const server = await serveGit(dirname(remote), login);
  const reaches = [server, publish().registry, own.charts];
  const place = await runPlace({ image, promotesTo: Object.values(namespaces), reaches });
  const { namespace, podTemplate, lease, kubeconfig } = place;
  const repository = {
    url: `${server}/${name}.git`,
    secret,
    credentials: { username: login.user, password: { env: "PASSWORD" } },
  };
  const options = {
    user: project.user,
    repositories: { shop: repository },
    interval: "1s",
    env: { PASSWORD: login.password, KUBECONFIG: kubeconfig },
    jobs: { namespace, podTemplate },
  };
  const running = () =>
    project
      .objects("staging", "pods")
      .filter(({ metadata }) => !metadata.deletionTimestamp)
      .map(({ metadata }) => metadata.labels["app.kubernetes.io/version"]);
  return { project, place, options, lease, running, first: git(directory, "rev-parse", "HEAD") };
}

test("a push is released and promoted by a Job, which goes on where serve is killed", async () => {
  const { project, place, options, running, first } = await jobbed();
  const serve = await serving(options);
  await expect.poll(() => place.objects("jobs").length).toBe(1);
  // In the middle of it, and again once it is at work.
  await serve.restart();
  await expect.poll(() => serve.told("shop")).toContain("Build the image");
  await serve.restart();
  const run = await serve.ended("shop", first);
  expect(run, `${serve.log()}\n${serve.told("shop")}`).toMatchObject({
    outcome: "done",
    exitCode: 0,
    version: "0.1.0",
  });
  expect(running()).toEqual(["0.1.0"]);
  expect(tagsOf(project.remote ?? "")).toEqual(["v0.1.0"]);
  const [job, ...others] = place.objects("jobs");
  expect(others).toEqual([]);
  expect(job.spec).toMatchObject({ activeDeadlineSeconds: 3_660, ttlSecondsAfterFinished: 3_600, backoffLimit: 0 });
  expect(serve.log()).toContain("goes on");
  // What is secret is in the Secret alone.
  const told = `${serve.log()}${serve.told("shop")}${JSON.stringify([job, place.objects("pods")])}`;
  expect(told).not.toContain(login.password);
  // All that it told is there, and once.
  const steps = serve
    .told("shop")
    .split("\n")
    .filter((line) => line.includes('"type":"finished"'));
  expect(steps.length).toBeGreaterThan(5);
  expect(steps).toEqual([...new Set(steps)]);
});
