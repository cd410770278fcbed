import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect } from "vitest";
import { errorOf, type Ran, type RunOptions, startedSteps } from "../../../testing/chatops/built-chatops.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full, inTurn } from "../../../testing/setup/short-run.ts";
import { clusterScene } from "../../../testing/stories/cluster-scene.ts";
import { composeScene } from "../../../testing/stories/compose-scene.ts";
import type { Scene } from "../../../testing/stories/scene.ts";

const own = ownServers();
const kinds: [kind: string, () => Promise<Scene>][] = [
  ["Docker Compose", composeScene],
  ["a cluster", () => clusterScene({ charts: own.charts, registry: sandbox().registry })],
];

/** What the history says, newest first, as `0.1.0 healthy`. */
async function historyOf({ project, environment }: Scene): Promise<string[]> {
  const { stdout } = await project.chatops("history", "--env", environment, "--json");
  const promotions: { version: string; outcome: string }[] = JSON.parse(stdout).promotions;
  return promotions.map(({ version, outcome }) => `${version} ${outcome}`);
}

async function statusOf({ project, environment }: Scene) {
  const { stdout } = await project.chatops("status", "--env", environment, "--json");
  return JSON.parse(stdout).environments[0];
}

/** A healthy version runs. */
async function firstVersion(scene: Scene): Promise<string> {
  const version = await scene.release(scene.good("first"));
  const ran = await scene.promote();
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version } });
  return version;
}

const milestonesOf = ({ events }: Ran) =>
  events.flatMap((event) => (event.type === "milestone" ? `${event.milestone} ${event.version}` : []));

const rolledBack = (version: string) => ({
  exitCode: 21,
  result: { kind: "Promotion", outcome: "failed", aftermath: { did: "rolledBack", version } },
});

/** Starts a promotion, and does something while it watches. */
function whilePromoting({ project, environment }: Scene, act: NonNullable<RunOptions["onEvent"]>) {
  const args = ["promote", "--json", "--yes", "--env", environment];
  return project.user.run(args, { cwd: project.directory, onEvent: act });
}

const isPromoting = (event: { type: string; title?: string }) =>
  event.type === "started" && event.title?.startsWith("Promote ");

describe.each(kinds.map((each, index) => [...each, index] as const))("in %s,", (_, open, index) => {
  const story = inTurn(index, kinds.length);

  story("a healthy version is recorded, shown, and promoted once", async () => {
    const scene = await open();
    const version = await firstVersion(scene);
    expect(scene.running()).toBe(version);
    expect(await scene.promote()).toMatchObject({ exitCode: 0, result: { outcome: "unchanged", version } });
    expect(await historyOf(scene)).toEqual([`${version} healthy`]);
    expect(await statusOf(scene)).toMatchObject({ state: "healthy", version });

    const next = await scene.release(scene.good("second"));
    const planned = await scene.promote("--dry-run");
    expect(planned, planned.stdout).toMatchObject({ exitCode: 0, result: { outcome: "planned", version: next } });
    expect(scene.running()).toBe(version);
    expect(await scene.promote(version)).toMatchObject({ exitCode: 0, result: { outcome: "unchanged" } });
    expect((await scene.promote(next)).result).toMatchObject({ outcome: "healthy", previous: version });
    expect(await historyOf(scene)).toEqual([`${next} healthy`, `${version} healthy`]);
  });

  story("a broken version is rolled back, and the evidence kept; it is remembered until it is mended", async () => {
    const scene = await open();
    const version = await firstVersion(scene);
    const broken = await scene.release(scene.crashing);
    const ran = await scene.promote();
    expect(ran, ran.stdout).toMatchObject(rolledBack(version));
    expect(milestonesOf(ran)).toEqual([
      `promotion.begun ${broken}`,
      `promotion.failed ${broken}`,
      `promotion.rolledBack ${broken}`,
    ]);
    expect(ran.result.verdict.evidence).toContain("Error: no database");
    expect(statSync(ran.result.evidence).mode & 0o777).toBe(0o600);
    expect(scene.running()).toBe(version);
    expect(await historyOf(scene)).toEqual([`${version} healthy`, `${broken} failed`, `${version} healthy`]);
    expect(await statusOf(scene)).toMatchObject({ state: "healthy", version });

    const again = await scene.promote();
    expect(again, again.stdout).toMatchObject(rolledBack(version));
    const warnings = again.events.flatMap((event) => (event.type === "warning" ? [event.text] : []));
    expect(warnings).toContainEqual(expect.stringMatching(`^${broken} failed here before: `));
    const mended = await scene.release(scene.good("mended"));
    const healthy = await scene.promote();
    expect(healthy.result).toMatchObject({ outcome: "healthy", version: mended });
    expect(milestonesOf(healthy)).toEqual([`promotion.begun ${mended}`, `promotion.healthy ${mended}`]);
  });

  full("a first version that is broken is removed; with --no-rollback it stays", async () => {
    const scene = await open();
    await scene.release(scene.crashing);
    const kept = await scene.promote("--no-rollback");
    expect(kept, kept.stdout).toMatchObject({ exitCode: 21, result: { aftermath: { did: "kept", why: "asked" } } });
    const removed = await scene.promote();
    expect(removed, removed.stdout).toMatchObject({ exitCode: 21, result: { outcome: "failed" } });
    expect(scene.running()).toBeUndefined();
    await scene.release(scene.good("mended"));
    expect((await scene.promote()).exitCode).toBe(0);
  });

  full("evidence that cannot be written keeps nobody from rolling back", async () => {
    const scene = await open();
    const version = await firstVersion(scene);
    await scene.release(scene.crashing);
    const evidence = join(scene.project.user.state, scene.project.name, scene.environment, "evidence");
    rmSync(evidence, { recursive: true, force: true });
    mkdirSync(dirname(evidence), { recursive: true });
    writeFileSync(evidence, "a file where a folder should be\n");
    const ran = await scene.promote();
    expect(ran, ran.stdout).toMatchObject(rolledBack(version));
    expect(ran.result.evidence).toBeUndefined();
    expect(scene.running()).toBe(version);
  });

  full("what runs is rolled back to although the history is lost", async () => {
    const scene = await open();
    const version = await firstVersion(scene);
    scene.loseHistory();
    await scene.release(scene.crashing);
    const ran = await scene.promote();
    expect(ran, ran.stdout).toMatchObject(rolledBack(version));
    expect(scene.running()).toBe(version);
  });

  full("what somebody rolled back to by hand is what a broken version is rolled back to", async () => {
    const scene = await open();
    const first = await firstVersion(scene);
    await scene.release(scene.good("second"));
    expect((await scene.promote()).exitCode).toBe(0);
    await scene.rollBackByHand(first);
    await scene.release(scene.crashing);
    const ran = await scene.promote();
    expect(ran, ran.stdout).toMatchObject(rolledBack(first));
    expect(scene.running()).toBe(first);
  });

  story("a second promotion is refused while one is at work, and names it", async () => {
    const scene = await open();
    const version = await scene.release(scene.good("first"));
    let second: Promise<Ran> | undefined;
    const first = await whilePromoting(scene, (event) => {
      if (isPromoting(event)) second ??= scene.promote();
    });
    expect(first.exitCode, first.stdout).toBe(0);
    const refused = await second;
    // It may come when the first one is done already.
    if (refused?.exitCode !== 0) {
      expect(refused).toMatchObject({ exitCode: 5 });
      expect(refused && errorOf(refused)?.message).toContain(`promote ${version} to ${scene.environment}`);
    }
    expect(await historyOf(scene)).toEqual([`${version} healthy`]);
  });

  story("a killed promotion is completed by the same command", async () => {
    const scene = await open();
    await firstVersion(scene);
    const next = await scene.release(scene.good("second"));
    const killed = await whilePromoting(scene, (event, child) => {
      if (isPromoting(event)) setTimeout(() => child.kill("SIGKILL"), 300);
    });
    expect(killed.signal).toBe("SIGKILL");
    const ran = await scene.promote();
    expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { version: next } });
    expect(startedSteps(ran).length).toBeGreaterThan(0);
    expect(scene.running()).toBe(next);
    expect(await statusOf(scene)).toMatchObject({ state: "healthy", version: next });
  });
});
