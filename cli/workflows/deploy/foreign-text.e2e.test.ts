import { readFileSync } from "node:fs";
import { expect } from "vitest";
import type { Ran } from "../../../testing/chatops/built-chatops.ts";
import {
  type ComposeProject,
  composeProject,
  crashingServer,
  healthyServer,
} from "../../../testing/docker/compose-project.ts";
import { dangerous, lastWords, loudPrograms, neverSilent } from "../../../testing/faults/loud-programs.ts";
import { full } from "../../../testing/setup/short-run.ts";

async function healthyPlace(): Promise<{ place: ComposeProject; healthy: string }> {
  const place = composeProject();
  const healthy = await place.release(healthyServer);
  expect((await place.deploy()).exitCode).toBe(0);
  return { place, healthy };
}

async function timed(deploy: () => Promise<Ran>): Promise<{ ran: Ran; ms: number }> {
  const start = performance.now();
  const ran = await deploy();
  return { ran, ms: performance.now() - start };
}

const restarting = { more: { restart: "unless-stopped" } };
const verdict = { code: "start.exits", evidence: expect.arrayContaining([lastWords]) };

full(
  "a program that writes a lot, or what a terminal obeys, is judged like any other",
  {
    timeout: 600_000,
  },
  async () => {
    const { place, healthy } = await healthyPlace();
    await place.release(crashingServer("DATABASE_URL is required"), restarting);
    const plain = await timed(place.deploy);
    for (const [what, program] of Object.entries(loudPrograms)) {
      await place.release(program, restarting);
      const { ran, ms } = await timed(() => place.deploy("--verbose"));
      expect(ran, what).toMatchObject({
        exitCode: 21,
        result: { aftermath: { did: "rolledBack", version: healthy }, verdict },
      });
      expect(ran.result.verdict.evidence[0], what).toBe(lastWords);
      expect(ran.stdout + ran.stderr, what).not.toMatch(dangerous);
      expect(readFileSync(ran.result.evidence, "utf8"), what).not.toMatch(dangerous);
      expect(await place.runningAnswer(), what).toBe(healthy);
      expect(ms, what).toBeLessThan(4 * plain.ms);
    }
    // As a person reads it, once more.
    const { stdout, stderr } = await place.chatops("deploy", "--to", "compose", "--verbose");
    expect(stdout + stderr).toContain(lastWords);
    expect(stdout + stderr).not.toMatch(dangerous);
  },
);

full("SIGTERM ends it while such a program is looked at", async () => {
  const { place } = await healthyPlace();
  await place.release(neverSilent, { more: { restart: "always", healthcheck: { test: ["CMD", "false"] } } });
  let sent = 0;
  let hasStarted = false;
  const ran = await place.user.run(["deploy", "--to", "compose", "--json"], {
    cwd: place.directory,
    onEvent: (event, child) => {
      // By then it has ended, and its log is read.
      if (event.type !== "progress" || sent) return;
      hasStarted ||= event.text.endsWith("starting");
      if (!hasStarted || !event.text.endsWith("unhealthy")) return;
      sent = performance.now();
      child.kill("SIGTERM");
    },
  });
  expect(sent).toBeGreaterThan(0);
  expect(performance.now() - sent).toBeLessThan(30_000);
  expect(ran.exitCode, ran.stdout).not.toBe(0);
});
