import { describe, expect, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { noTerminal, onTerminal } from "../../../testing/chatops/terminal.ts";
import { clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { read } from "../../../testing/fixtures/folder.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { git } from "../../../testing/git/repository.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full, inTurn, isFull } from "../../../testing/setup/short-run.ts";
import { clusterScene } from "../../../testing/stories/cluster-scene.ts";
import { composeScene } from "../../../testing/stories/compose-scene.ts";
import type { Scene } from "../../../testing/stories/scene.ts";

const own = ownServers();
const kinds: [kind: string, () => Promise<Scene>][] = [
  ["Docker Compose", composeScene],
  ["a cluster", () => clusterScene({ charts: own.charts, registry: sandbox().registry })],
];

const rollBack = ({ project, environment }: Scene, ...args: string[]) =>
  project.chatops("rollback", "--json", "--env", environment, ...args);

async function bring(scene: Scene, mark: string): Promise<string> {
  const version = await scene.release(scene.good(mark));
  const ran = await scene.promote();
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version } });
  return version;
}

async function historyOf({ project, environment }: Scene) {
  const { stdout } = await project.chatops("history", "--env", environment, "--json");
  return JSON.parse(stdout).promotions;
}

describe.each(kinds.map((each, index) => [...each, index] as const))("in %s,", (_, open, index) => {
  const story = inTurn(index, kinds.length);

  story(
    "it goes back to what was healthy before, once more further, and what was rolled back comes if it is asked for",
    async () => {
      const scene = await open();
      expect(await rollBack(scene)).toMatchObject({ exitCode: 3 });
      const first = await bring(scene, "first");
      const nothing = await rollBack(scene);
      expect(errorOf(nothing)?.message).toBe(
        `no other version than ${first} was healthy in ${scene.environment} before`,
      );
      const second = await bring(scene, "second");
      const third = await bring(scene, "third");

      const planned = await rollBack(scene, "--dry-run");
      expect(planned, planned.stdout).toMatchObject({ exitCode: 0, result: { outcome: "planned", version: second } });
      expect(scene.running()).toBe(third);

      const ran = await rollBack(scene);
      expect(ran, ran.stdout).toMatchObject({
        exitCode: 0,
        result: { outcome: "healthy", version: second, previous: third, rolledBackFrom: third },
      });
      expect(scene.running()).toBe(second);
      const [recorded] = await historyOf(scene);
      expect(recorded).toMatchObject({ version: second, rolledBackFrom: third, by: expect.stringContaining("@") });

      const automatic = await scene.promote();
      expect(automatic).toMatchObject({ exitCode: 4 });
      expect(errorOf(automatic)).toMatchObject({
        message: expect.stringMatching(`^\\S+ rolled ${third} back to ${second} in ${scene.environment} at `),
        hint: expect.stringContaining(`chatops promote ${third} --env ${scene.environment}`),
      });
      expect(scene.running()).toBe(second);

      expect((await rollBack(scene)).result).toMatchObject({ version: first, rolledBackFrom: second });
      expect(scene.running()).toBe(first);
      const further = errorOf(await rollBack(scene));
      expect(further?.message).toContain(`${second}, ${third} were rolled back before`);
      expect(further?.hint).toContain(`chatops rollback --env ${scene.environment} --to ${second}`);
      expect((await scene.promote(third)).result).toMatchObject({ outcome: "healthy", version: third });
      expect((await scene.promote()).result).toMatchObject({ outcome: "unchanged", version: third });
    },
  );

  full("what somebody rolled back without chatops is not promoted by itself, and a newer one is", async () => {
    const scene = await open();
    const first = await bring(scene, "first");
    const second = await bring(scene, "second");
    await scene.rollBackByHand(first);
    for (const attempt of [1, 2]) {
      const refused = await scene.promote();
      expect(refused, `attempt ${attempt}: ${refused.stdout}`).toMatchObject({ exitCode: 4 });
      expect(errorOf(refused)?.message).toContain(`rolled ${second} back to ${first}`);
    }
    expect(scene.running()).toBe(first);
    await bring(scene, "third");
  });

  full("it goes back from a version that failed and was kept", async () => {
    const scene = await open();
    const first = await bring(scene, "first");
    const broken = await scene.release(scene.crashing);
    expect((await scene.promote("--no-rollback")).exitCode).toBe(21);
    const ran = await rollBack(scene);
    expect(ran.result, ran.stdout).toMatchObject({ outcome: "healthy", version: first, rolledBackFrom: broken });
    expect(scene.running()).toBe(first);
  });

  full("it refuses a version that was never healthy there, or whose release is gone, and changes nothing", async () => {
    const scene = await open();
    const first = await bring(scene, "first");
    const second = await bring(scene, "second");
    const never = await rollBack(scene, "--to", "9.9.9");
    expect(never).toMatchObject({ exitCode: 3 });
    expect(errorOf(never)?.message).toBe(`9.9.9 was never healthy in ${scene.environment}`);
    const { directory, remote } = scene.project;
    for (const place of [directory, remote].filter((repository) => repository !== undefined))
      git(place, "tag", "--delete", `v${first}`);
    const gone = await rollBack(scene, "--to", first);
    expect(gone, gone.stdout).toMatchObject({ exitCode: 3 });
    expect(errorOf(gone)?.message).toContain(`there is no release ${first}`);
    expect(scene.running()).toBe(second);
    expect(await historyOf(scene)).toHaveLength(2);
  });
});

full("a version that the cluster would refuse is refused before any change, with the way to bring it", async () => {
  const place = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry }, helm: 4 });
  const template = "chart/templates/deployment.yaml";
  const rolling = read(place.directory, template);
  const strategy = / {2}strategy:\n +type: RollingUpdate\n.*\n/;
  const first = await place.release(plainServer, {
    [template]: rolling.replace(strategy, "  strategy: { type: Recreate }\n"),
  });
  expect((await place.promote("--env", "staging")).exitCode).toBe(0);
  const second = await place.release(`${plainServer}// second\n`, { [template]: rolling.replace(strategy, "") });
  expect((await place.promote("--env", "staging")).result).toMatchObject({ outcome: "healthy", version: second });
  const before = place.revisions("staging");

  const refused = await place.chatops("rollback", "--json", "--env", "staging");
  expect(refused, refused.stdout).toMatchObject({ exitCode: 3 });
  expect(errorOf(refused)).toMatchObject({
    message: "the cluster would refuse this promotion; nothing was changed",
    details: [expect.stringContaining("has spec.strategy.rollingUpdate by default")],
  });
  expect(place.revisions("staging")).toEqual(before);
  const [, said = ""] = /`kubectl --namespace \S+ (patch [^`]+)`/.exec(errorOf(refused)?.hint ?? "") ?? [];
  const [patch = "", json = ""] = said.split(" --patch ");
  place.kubectl("staging", ...patch.split(" "), "--patch", json.replaceAll("'", ""));
  const ran = await place.chatops("rollback", "--json", "--env", "staging");
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version: first } });
});

test.skipIf(noTerminal || !isFull)(
  "on a terminal it offers what was healthy, with how it did, and takes an answer",
  async () => {
    const scene = await composeScene();
    const first = await bring(scene, "first");
    const second = await bring(scene, "second");
    await bring(scene, "third");
    const { directory: cwd, user } = scene.project;
    const args = ["rollback", "--env", scene.environment];
    const stopped = await onTerminal(args, { cwd, env: user.env, typing: [{ after: "to stop: ", type: "s\r" }] });
    expect(stopped, stopped.text).toMatchObject({ exitCode: 0 });
    expect(stopped.text).toMatch(/VERSION +HEALTHY FOR +PROMOTED \(UTC\) +BY/);
    for (const version of [first, second]) expect(stopped.text).toMatch(new RegExp(`^${version} +\\d+ s `, "m"));
    expect(stopped.text).toContain("Stopped; nothing was changed.");
    const typing = [
      { after: "to stop: ", type: "9.9.9\r" },
      { after: "to stop: ", type: `${first}\r` },
    ];
    const answered = await onTerminal(args, { cwd, env: user.env, typing });
    expect(answered, answered.text).toMatchObject({ exitCode: 0 });
    expect(answered.text).toContain("Not one of these versions; try again.");
    expect(scene.running()).toBe(first);
  },
);
