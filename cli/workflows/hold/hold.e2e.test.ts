import { describe, expect, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { inTurn } from "../../../testing/setup/short-run.ts";
import { clusterScene } from "../../../testing/stories/cluster-scene.ts";
import { composeScene } from "../../../testing/stories/compose-scene.ts";
import type { Scene } from "../../../testing/stories/scene.ts";

const own = ownServers();
const kinds: [kind: string, () => Promise<Scene>][] = [
  ["a cluster", () => clusterScene({ charts: own.charts, registry: sandbox().registry })],
  ["Docker Compose", composeScene],
];

const hold = ({ project, environment }: Scene, ...args: string[]) =>
  project.chatops("hold", "--json", "--env", environment, ...args);

async function heldIn({ project, environment }: Scene) {
  const { stdout } = await project.chatops("status", "--env", environment, "--json");
  return JSON.parse(stdout).environments[0].held;
}

describe.each(kinds.map((each, index) => [...each, index] as const))("in %s,", (_, open, index) => {
  const story = inTurn(index, kinds.length);

  story("what is held takes only a version that somebody gives, until it is let go on", async () => {
    const scene = await open();
    const first = await scene.release(scene.good("first"));
    expect((await scene.promote()).result).toMatchObject({ outcome: "healthy", version: first });
    const planned = await hold(scene, "--dry-run");
    expect(planned.result, planned.stdout).toMatchObject({ kind: "Hold", held: true, dryRun: true });
    expect(await heldIn(scene)).toBeUndefined();

    const held = await hold(scene);
    expect(held.result, held.stdout).toMatchObject({ environment: scene.environment, held: true, dryRun: false });
    expect(await heldIn(scene)).toMatchObject({ by: expect.stringContaining("@"), at: expect.any(String) });
    const second = await scene.release(scene.good("second"));
    const refused = await scene.promote();
    expect(refused, refused.stdout).toMatchObject({ exitCode: 4 });
    expect(errorOf(refused)).toMatchObject({
      message: expect.stringMatching(`^\\S+ holds ${scene.environment} since `),
      hint: expect.stringContaining(`chatops hold --env ${scene.environment} --end`),
    });
    expect(scene.running()).toBe(first);
    // Somebody gave it: that is what a hold is for.
    expect((await scene.promote(second)).result).toMatchObject({ outcome: "healthy", version: second });
    expect(await heldIn(scene)).toBeDefined();

    expect((await hold(scene, "--end")).result).toMatchObject({ held: false });
    expect(await heldIn(scene)).toBeUndefined();
    const third = await scene.release(scene.good("third"));
    expect((await scene.promote()).result).toMatchObject({ outcome: "healthy", version: third });

    // A rollback by hand holds it against serve, and is let go on in the same way.
    const { project, environment } = scene;
    const back = await project.chatops("rollback", "--json", "--env", environment);
    expect(back.result, back.stdout).toMatchObject({ version: second, rolledBackFrom: third });
    expect(await heldIn(scene)).toMatchObject({ from: third, to: second });
    expect((await hold(scene, "--end")).result).toMatchObject({ held: false });
    expect(await heldIn(scene)).toBeUndefined();
    const fourth = await scene.release(scene.good("fourth"));
    expect((await scene.promote("--hold")).result).toMatchObject({ outcome: "healthy", version: fourth });
  });
});

test("a hold of a Compose environment is known to every machine that uses the engine", async () => {
  const scene = await composeScene();
  const first = await scene.release(scene.good("first"));
  expect((await scene.promote()).result).toMatchObject({ outcome: "healthy", version: first });
  expect((await hold(scene)).result).toMatchObject({ held: true });
  // All that another machine lacks.
  scene.loseHistory();
  expect(await heldIn(scene)).toMatchObject({ by: expect.stringContaining("@"), at: expect.any(String) });
  const second = await scene.release(scene.good("second"));
  expect(errorOf(await scene.promote())?.message).toMatch(`holds ${scene.environment} since `);
  expect(scene.running()).toBe(first);
  expect((await hold(scene, "--end")).result).toMatchObject({ held: false });
  scene.loseHistory();
  expect(await heldIn(scene)).toBeUndefined();
  expect((await scene.promote()).result).toMatchObject({ outcome: "healthy", version: second });
});
