import { expect, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { noTerminal, onTerminal } from "../../../testing/chatops/terminal.ts";
import { type ClusterProject, clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { composeProject, healthyServer, withLocal } from "../../../testing/docker/compose-project.ts";
import { docker } from "../../../testing/docker/docker.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import type { Project } from "../../../testing/git/git-project.ts";
import { git } from "../../../testing/git/repository.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";

const own = ownServers();

/** A project with data in an environment, whatever its kind. */
interface Scene {
  project: Project;
  environment: string;
  /** Promotes the version that was released. */
  promote: () => Promise<unknown>;
  /** Names of what runs. */
  running: () => string[];
  /** What holds data, with an identity that a new one of the same name would not have. */
  data: () => string[];
  /** Folder of another repository whose project has the same name. */
  namesake: () => string;
}

const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: "{{ .Release.Name }}-data" }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Mi } } }
`;

async function clusterScene(): Promise<Scene> {
  const shop: ClusterProject = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry } });
  await shop.release(plainServer, { "chart/templates/claim.yaml": claim });
  const namesOf = (kind: string) => shop.objects("staging", kind).filter(({ metadata }) => !metadata.deletionTimestamp);
  return {
    project: shop,
    environment: "staging",
    promote: () => shop.promote("--env", "staging"),
    running: () => ["pods", "services"].flatMap(namesOf).map(({ metadata }) => metadata.name),
    namesake: () => {
      const directory = `${shop.directory}-other`;
      git(shop.directory, "clone", "--quiet", "--bare", shop.remote ?? "", `${directory}.git`);
      git(shop.directory, "clone", "--quiet", `${directory}.git`, directory);
      return directory;
    },
    data: () => namesOf("persistentvolumeclaims").map(({ metadata }) => `${metadata.name} ${metadata.uid}`),
  };
}

async function composeScene(): Promise<Scene> {
  const shop = composeProject();
  shop.commit({ "chatops.yaml": withLocal(shop.name) });
  await shop.release(healthyServer);
  const label = `label=com.docker.compose.project=${shop.name}-local`;
  const listed = (...command: string[]) =>
    docker(...command, "--filter", label)
      .split("\n")
      .filter(Boolean);
  return {
    project: shop,
    environment: "local",
    promote: () => shop.deploy(),
    namesake: () => {
      const other = composeProject();
      other.commit({ "chatops.yaml": withLocal(shop.name) });
      return other.directory;
    },
    running: () => [...listed("ps", "--all", "--quiet"), ...listed("network", "ls", "--quiet")],
    data: () =>
      listed("volume", "ls", "--quiet").map(
        (name) => `${name} ${docker("volume", "inspect", "-f", "{{.CreatedAt}}", name)}`,
      ),
  };
}

const kinds: [kind: string, () => Promise<Scene>][] = [
  ["Docker Compose", composeScene],
  ["a cluster", clusterScene],
];

test.each(kinds)("in %s what runs is removed and its data kept, or deleted if that is asked for", async (_, open) => {
  const scene = await open();
  const { project, environment } = scene;
  const remove = (...args: string[]) => project.chatops("remove", "--env", environment, "--json", ...args);
  const status = async () =>
    JSON.parse((await project.chatops("status", "--env", environment, "--json")).stdout).environments[0];
  expect((await remove("--yes")).result).toMatchObject({ kind: "Removal", outcome: "nothing" });
  await scene.promote();
  const [before, kept] = [scene.running(), scene.data()];
  expect(before).not.toEqual([]);
  expect(kept).toHaveLength(1);
  const { version } = await status();

  const unasked = await remove();
  expect(unasked).toMatchObject({ exitCode: 2 });
  expect(errorOf(unasked)?.hint).toContain("--yes");
  const planned = await remove("--dry-run", "--delete-data");
  expect(planned.result, planned.stdout).toMatchObject({ outcome: "planned", version });
  expect([scene.running(), scene.data()]).toEqual([before, kept]);

  const removed = await remove("--yes");
  const [name] = kept.map((text) => text.split(" ")[0]);
  expect(removed, removed.stdout).toMatchObject({
    exitCode: 0,
    result: { outcome: "removed", version, kept: [{ name }], deleted: [] },
  });
  expect([scene.running(), scene.data()]).toEqual([[], kept]);
  expect(await status()).toMatchObject({ state: "empty" });
  const { stdout } = await project.chatops("history", "--env", environment, "--json");
  expect(JSON.parse(stdout).promotions[0]).toMatchObject({ version, outcome: "removed", by: expect.any(String) });

  expect(await scene.promote()).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version } });
  expect(scene.data()).toEqual(kept);
  const deleted = await remove("--yes", "--delete-data");
  expect(deleted.result, deleted.stdout).toMatchObject({ outcome: "removed", kept: [], deleted: [{ name }] });
  expect([scene.running(), scene.data()]).toEqual([[], []]);
});

test.each(kinds)("in %s what another repository of the same name runs is refused, its data too", async (_, open) => {
  const scene = await open();
  const { project, environment } = scene;
  await scene.promote();
  const [before, kept] = [scene.running(), scene.data()];
  const cwd = scene.namesake();
  for (const more of [[], ["--delete-data"], ["--dry-run"]]) {
    const args = ["remove", "--env", environment, "--json", "--yes", ...more];
    const refused = await project.user.run(args, { cwd });
    expect(refused.exitCode, refused.stdout).toBe(3);
    expect(errorOf(refused)?.hint).toContain("chatops removes only what is of this repository");
  }
  expect([scene.running(), scene.data()]).toEqual([before, kept]);
});

test.skipIf(noTerminal)("on a terminal it asks, naming the data, and anything but yes stops it", async () => {
  const scene = await composeScene();
  await scene.promote();
  const { directory: cwd, user, name } = scene.project;
  const answered = (answer: string) =>
    onTerminal(["remove"], { cwd, env: user.env, typing: [{ after: "[y/N] ", type: `${answer}\r` }] });
  const stopped = await answered("");
  expect(stopped.text).toContain(`keeps the volume ${name}-local_data`);
  expect(stopped.text).toContain("Stopped; nothing was changed.");
  expect(scene.running()).not.toEqual([]);
  const removed = await answered("y");
  expect(removed, removed.text).toMatchObject({ exitCode: 0 });
  expect(removed.text).toContain(`was removed from local`);
  expect(scene.running()).toEqual([]);
});
