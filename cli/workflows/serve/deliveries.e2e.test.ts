import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { chatops } from "../../../testing/chatops/built-chatops.ts";
import { project, tagsOf } from "../../../testing/git/git-project.ts";
import { git } from "../../../testing/git/repository.ts";
import { delivery } from "../../../testing/serve/bell.ts";
import { serving } from "../../../testing/serve/serving.ts";

const secret = "the secret of a webhook";

test("of 1000 deliveries in ten seconds, a third forged and a third doubled, every newest commit is released once", async () => {
  const { remote = "", commit, user } = project();
  const repositories = { shop: { url: `file://${remote}`, secret } };
  const serve = await serving({ user, repositories });
  let head = git(remote, "rev-parse", "main");
  await serve.ended("shop", head, "done");
  const statuses: Record<number, number> = {};
  const send = async (options: ReturnType<typeof delivery>) => {
    const { status } = await fetch(serve.hook("shop"), options);
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  const start = performance.now();
  const sent: Promise<void>[] = [];
  for (let index = 0; index < 1_000; index += 1) {
    if (index % 250 === 100) head = commit({}, `Change ${index}`);
    sent.push(send(delivery(index % 3 === 0 ? "forged" : secret, head)));
    await pause(Math.max(0, index * 10 - (performance.now() - start)));
  }
  await Promise.all(sent);
  expect(statuses).toEqual({ 202: 666, 401: 334 });
  await serve.ended("shop", head, "done");
  const released = tagsOf(remote).map((tag) => git(remote, "rev-parse", `${tag}^{commit}`));
  expect(released).toContain(head);
  expect(new Set(released).size).toBe(released.length);
  const runs = serve.runs("shop");
  expect(new Set(runs.map((run) => run.commit)).size).toBe(runs.length);
  expect(runs.filter(({ outcome }) => outcome !== "done")).toEqual([]);
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${serve.process().pid}/status`, "utf8"))?.[1];
  console.info(`serve had at most ${Math.round(Number(peak) / 1024)} MiB`);
  expect(Number(peak) / 1024).toBeLessThan(200);
});

test("what is wrong with a request is told by its status alone", async () => {
  const { remote = "", user } = project();
  const serve = await serving({ user, repositories: { shop: { url: `file://${remote}`, secret } } });
  const good = delivery(secret, "a".repeat(40));
  const ask = async (name: string, options: RequestInit) => {
    const response = await fetch(serve.hook(name), options);
    return [response.status, await response.text()];
  };
  expect(await ask("shop", good)).toEqual([202, expect.stringMatching(/^\{"delivery":"[0-9a-f-]{36}"\}\n$/)]);
  expect(await ask("shop", delivery(secret, "a".repeat(40), "refs/tags/v1"))).toEqual([
    202,
    expect.stringContaining('"ignored":"tag"'),
  ]);
  expect(await ask("nobody", good)).toEqual([404, "{}\n"]);
  expect(await ask("../shop/", good)).toEqual([404, "{}\n"]);
  expect(await ask("shop", { ...good, body: `${good.body} ` })).toEqual([401, "{}\n"]);
  expect(await ask("shop", { ...good, body: "x".repeat(2 * 1024 * 1024) }).catch(() => [413, "{}\n"])).toEqual([
    413,
    "{}\n",
  ]);
  expect(await ask("shop", { method: "GET" })).toEqual([404, "{}\n"]);
});

test("it does not start without a secret, nor beside another one; --check and --retry say what they find", async () => {
  const { remote = "", user, commit } = project();
  const serve = await serving({ user, repositories: { shop: { url: `file://${remote}`, secret } }, interval: "1s" });
  const run = (env: NodeJS.ProcessEnv, ...args: string[]) =>
    chatops(["serve", "--config", serve.file, "--json", ...args], { cwd: user.home, env: { ...user.env, ...env } });
  const given = { SECRET_OF_SHOP: secret };
  const without = await run({}, "--check");
  expect(without.exitCode).toBe(2);
  expect(without.stdout).toContain("repositories.shop.secret: the variable SECRET_OF_SHOP is not set");
  expect((await run(given)).exitCode).toBe(5);
  const head = git(remote, "rev-parse", "main");
  const checked = await run(given, "--check");
  expect(checked.result.checks).toEqual([{ part: "shop", state: "well", note: `main is at ${head.slice(0, 7)}` }]);
  expect((await run(given, "--retry", "other")).exitCode).toBe(2);
  await serve.ended("shop", head, "done");
  const broken = commit({ Dockerfile: "FROM scratch\nCOPY nothing /\n" });
  await serve.ended("shop", broken, "failed");
  expect((await run(given, "--retry", "shop")).exitCode).toBe(0);
  const tries = () => serve.runs("shop").filter((each) => each.commit === broken && each.outcome === "failed").length;
  await expect.poll(tries).toBe(2);
  git(remote, "branch", "--move", "main", "away");
  expect((await run(given, "--check")).exitCode).toBe(3);
});
