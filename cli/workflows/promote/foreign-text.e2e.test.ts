import { readFileSync } from "node:fs";
import { expect } from "vitest";
import type { Ran } from "../../../testing/chatops/built-chatops.ts";
import { type ClusterProject, clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { expectSettled, historyOf, promoteArguments } from "../../../testing/cluster/promotion-checks.ts";
import { crashingServer } from "../../../testing/docker/compose-project.ts";
import { dangerous, lastWords, loudPrograms, neverSilent } from "../../../testing/faults/loud-programs.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { few, full } from "../../../testing/setup/short-run.ts";

const own = ownServers();

async function healthyPlace(): Promise<{ shop: ClusterProject; healthy: string }> {
  const shop = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry } });
  const healthy = await shop.release(plainServer);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  return { shop, healthy };
}

async function timed(promote: () => Promise<Ran>): Promise<{ ran: Ran; ms: number }> {
  const start = performance.now();
  const ran = await promote();
  return { ran, ms: performance.now() - start };
}

full(
  "a program that writes a lot, or what a terminal obeys, is judged like any other",
  {
    timeout: 900_000,
  },
  async () => {
    const { shop, healthy } = await healthyPlace();
    await shop.release(crashingServer("DATABASE_URL is required"));
    const promote = () => timed(() => shop.promote("--env", "staging", "--verbose"));
    const plain = await promote();
    expect(plain.ran.result.verdict.evidence[0]).toBe(lastWords);
    for (const [what, program] of few(Object.entries(loudPrograms), 1)) {
      await shop.release(program);
      const { ran, ms } = await promote();
      expect(ran, what).toMatchObject({ exitCode: 21, result: { aftermath: { did: "rolledBack", version: healthy } } });
      expect(ran.result.verdict, what).toMatchObject({ code: "start.exits" });
      expect(ran.result.verdict.evidence[0], what).toBe(lastWords);
      expect(ran.stdout + ran.stderr, what).not.toMatch(dangerous);
      expect(readFileSync(ran.result.evidence, "utf8"), what).not.toMatch(dangerous);
      expect(JSON.stringify(historyOf(shop)), what).not.toMatch(dangerous);
      expectSettled(shop, healthy, what);
      expect(ms, what).toBeLessThan(4 * plain.ms);
    }
  },
);

full("SIGTERM ends it while such a program is looked at", async () => {
  const { shop } = await healthyPlace();
  await shop.release(neverSilent);
  let sent = 0;
  const ran = await shop.user.run(promoteArguments(), {
    cwd: shop.directory,
    onEvent: (event, child) => {
      // Its log is read once it has ended.
      if (event.type !== "progress" || sent || !/ended with code/.test(event.text)) return;
      sent = performance.now();
      child.kill("SIGTERM");
    },
  });
  expect(sent, ran.stdout).toBeGreaterThan(0);
  expect(performance.now() - sent).toBeLessThan(60_000);
  expect(ran.exitCode, ran.stdout).not.toBe(0);
});
