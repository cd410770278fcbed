import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { composeFile, composeProject, crashingServer, healthyServer } from "../../../testing/docker/compose-project.ts";
import { project, tagsOf } from "../../../testing/git/git-project.ts";
import { delivery, ringOnPush } from "../../../testing/serve/bell.ts";
import { pushToHealthy } from "../../../testing/serve/push-to-healthy.ts";
import { serving } from "../../../testing/serve/serving.ts";
import { traceCollector } from "../../../testing/servers/trace-collector.ts";
import { full } from "../../../testing/setup/short-run.ts";

const secret = "the secret of a webhook";
const environments = { local: { compose: {}, observe: "1s", promote: "auto" } };

/** A project on Compose that is pushed to a bare repository, and a serve that looks after it. */
async function served(options: { interval?: string; rings?: boolean; env?: NodeJS.ProcessEnv } = {}) {
  const place = composeProject({ remote: true, environments });
  const { remote = "", user, name } = place;
  const push = (server: string) =>
    place.commit({ "server.js": server, "compose.yaml": composeFile(name) }, "Change the server");
  const first = push(healthyServer);
  // A person on this machine has the same history as serve.
  const variables = { XDG_STATE_HOME: user.env.XDG_STATE_HOME ?? "" };
  const repositories = { shop: { url: `file://${remote}`, secret, variables } };
  const { interval, env = {} } = options;
  const serve = await serving({ user, repositories, env, ...(interval && { interval }) });
  if (options.rings ?? true) ringOnPush(remote, serve.hook("shop"), secret);
  return { ...place, remote, push, first, serve };
}

test("a push is released and serves, and nothing else is typed", async () => {
  const collector = await traceCollector();
  const { serve, first, push, runningAnswer, remote } = await served({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_TIMEOUT: "60000" },
  });
  expect(await serve.ended("shop", first)).toMatchObject({ outcome: "done", version: "0.1.0" });
  expect(await runningAnswer()).toBe("0.1.0");
  const start = Date.now();
  const second = push(`${healthyServer}// changed\n`);
  const run = await serve.ended("shop", second);
  expect(run).toMatchObject({ outcome: "done", version: "0.1.1", exitCode: 0 });
  console.info(`push to healthy: ${pushToHealthy(serve.told("shop"), start, run.startedAt)}`);
  expect(await runningAnswer()).toBe("0.1.1");
  expect(tagsOf(remote)).toEqual(["v0.1.0", "v0.1.1"]);
  expect(await Promise.all(["/livez", "/readyz", "/nothing"].map(serve.get))).toEqual([200, 200, 404]);
  const metrics = await serve.metrics();
  expect(metrics).toContain('chatops_serve_bells_total{repository="shop",result="rung"} 1\n');
  expect(metrics).toContain('chatops_serve_runs_total{repository="shop",outcome="done"} 2\n');
  expect(metrics).toMatch(/chatops_serve_push_to_serving_seconds_count\{repository="shop"\} 2\n/);
  // From the bell to what serves, as one trace.
  await expect.poll(() => collector.spans.filter((span) => span.name === "push")).toHaveLength(2);
  const pushed = collector.spans.findLast((span) => span.name === "push");
  const programs = collector.spans.filter(({ parentSpanId }) => parentSpanId === pushed?.spanId);
  expect(programs.map((span) => span.name)).toEqual(["chatops release", "chatops promote", "waits for its turn"]);
  expect(programs[1]?.events.map((event) => event.name)).toContain("promotion.healthy");
  const steps = collector.spans.filter(({ parentSpanId }) => parentSpanId === programs[0]?.spanId);
  expect(steps.some((span) => /^Build the image/.test(span.name))).toBe(true);
});

full("a commit whose bell was missed is found by the next look", async () => {
  const { serve, first, push, runningAnswer } = await served({ interval: "2s", rings: false });
  await serve.ended("shop", first, "done");
  const second = push(`${healthyServer}// changed\n`);
  expect(await serve.ended("shop", second)).toMatchObject({ outcome: "done", version: "0.1.1" });
  expect(await runningAnswer()).toBe("0.1.1");
});

full("a broken commit fails once and is rolled back, and a newer one takes its place", async () => {
  const { serve, first, push, runningAnswer } = await served({ interval: "1s" });
  await serve.ended("shop", first, "done");
  const broken = push(crashingServer("the shop is broken"));
  const failed = await serve.ended("shop", broken);
  expect(failed).toMatchObject({ outcome: "failed", exitCode: 21, version: "0.1.1" });
  expect(failed.message).toContain("local: ");
  expect(serve.told("shop")).toContain("the shop is broken");
  expect(await runningAnswer()).toBe("0.1.0");
  // Many looks later nobody has tried it again.
  const looks = async () => Number(/looks_total\S*answered"\} (\d+)/.exec(await serve.metrics())?.[1]);
  const before = await looks();
  await expect.poll(looks).toBeGreaterThan(before + 3);
  expect(serve.runs("shop").filter(({ commit }) => commit === broken)).toHaveLength(1);
  // Until somebody asks, who may be a host that delivers again.
  await fetch(serve.hook("shop"), delivery(secret, broken));
  await expect
    .poll(() => serve.runs("shop").filter(({ commit, outcome }) => commit === broken && outcome))
    .toHaveLength(2);
  const fixed = push(`${healthyServer}// fixed\n`);
  expect(await serve.ended("shop", fixed)).toMatchObject({ outcome: "done", version: "0.1.2" });
  expect(await runningAnswer()).toBe("0.1.2");
});

full("an environment that somebody rolled back is left alone until somebody lets it go on", async () => {
  const { serve, first, push, runningAnswer, chatops, directory } = await served();
  await serve.ended("shop", first, "done");
  await serve.ended("shop", push(`${healthyServer}// second\n`), "done");
  expect((await chatops("rollback", "--env", "local", "--yes", "--json")).exitCode).toBe(0);
  expect(await runningAnswer()).toBe("0.1.0");
  const third = push(`${healthyServer}// third\n`);
  const held = await serve.ended("shop", third);
  expect(held).toMatchObject({ outcome: "waiting", exitCode: 4, version: "0.1.2" });
  expect(held.message).toContain("rolled 0.1.1 back to 0.1.0 in local");
  expect(await runningAnswer()).toBe("0.1.0");
  expect((await chatops("promote", "0.1.2", "--env", "local", "--json")).exitCode, directory).toBe(0);
  await fetch(serve.hook("shop"), delivery(secret, third));
  expect(await serve.ended("shop", third, "done")).toMatchObject({ id: held.id, waits: 0 });
  expect(await serve.ended("shop", push(`${healthyServer}// fourth\n`), "done")).toMatchObject({ version: "0.1.3" });
  expect(await runningAnswer()).toBe("0.1.3");
});

full("a run that hangs is stopped, one that is killed has failed, and the next one is not kept waiting", async () => {
  const { remote = "", user, commit } = project();
  const dockerfile = (word: string) => `FROM node:24-slim\nRUN echo ${word} && sleep 600\n`;
  const hanging = commit({ Dockerfile: dockerfile("first") });
  const repositories = { shop: { url: `file://${remote}`, secret } };
  const serve = await serving({ user, repositories, interval: "1s", timeout: "20s" });
  expect(await serve.ended("shop", hanging)).toMatchObject({
    outcome: "failed",
    message: "it took too long and was stopped",
  });
  const killed = commit({ Dockerfile: dockerfile("second") });
  await expect.poll(() => serve.told("shop")).toContain("second");
  const [child = ""] = children(serve.process().pid).filter((pid) => commandOf(pid).includes(" release "));
  process.kill(Number(child), "SIGKILL");
  expect(await serve.ended("shop", killed)).toMatchObject({
    outcome: "failed",
    message: expect.stringContaining("killed from outside"),
  });
  const good = commit({ Dockerfile: "FROM scratch\nCOPY message /\n" });
  expect(await serve.ended("shop", good)).toMatchObject({ outcome: "done" });
});

full("stopped in the middle of a run it ends with exit code 0, and the next start goes on", async () => {
  const { remote = "", user, commit } = project();
  const repositories = { shop: { url: `file://${remote}`, secret } };
  const slow = commit({ Dockerfile: "FROM node:24-slim\nRUN sleep 6\nCOPY message /\n" });
  const serve = await serving({ user, repositories });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    await expect.poll(() => serve.runs("shop").some(({ outcome }) => !outcome)).toBe(true);
    await expect.poll(() => serve.told("shop")).toContain("Build the image");
    const ended = once(serve.process(), "exit");
    serve.process().kill(signal);
    expect(await ended).toEqual([0, null]);
    expect(serve.log()).toMatch(/: interrupted.*\nstopped in order; the next start goes on with what is not done\n$/);
    expect(serve.runs("shop").at(-1)).toMatchObject({ commit: slow, outcome: "interrupted" });
    await serve.start();
  }
  expect(serve.log()).not.toContain("✖");
  expect(await serve.ended("shop", slow, "done")).toMatchObject({ version: "0.1.0" });
});

const children = (pid: number | undefined): string[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);

const commandOf = (pid: string): string => readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
