import { describe, expect, test } from "vitest";
import { read } from "../../../testing/fixtures/folder.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { isFull } from "../../../testing/setup/short-run.ts";
import { clusterScene } from "../../../testing/stories/cluster-scene.ts";
import { composeScene } from "../../../testing/stories/compose-scene.ts";
import type { Scene } from "../../../testing/stories/scene.ts";

const own = ownServers();
const kinds: [kind: string, task: RegExp, open: () => Promise<Scene>][] = [
  ["Docker Compose", /^migrate$/, composeScene],
  ["a cluster", /-migrate$/, () => clusterScene({ charts: own.charts, registry: sandbox().registry })],
];

describe.runIf(isFull).each(kinds)("in %s, a version that fails after a migration", (_, task, open) => {
  test("is kept with the two choices; the earlier one comes back by hand, or by itself if that is said", async () => {
    const { project, environment, running, ...scene } = await open();
    const first = await scene.release(scene.good("first"));
    expect(await scene.promote()).toMatchObject({ exitCode: 0 });

    const broken = await scene.releaseMigrating(scene.crashing);
    const kept = await scene.promote();
    const migrations = [expect.stringMatching(task)];
    expect(kept, kept.stdout).toMatchObject({
      exitCode: 41,
      result: { version: broken, aftermath: { did: "kept", why: "migrated", version: first, migrations } },
    });
    const history = await project.chatops("history", "--json", "--env", environment);
    expect(JSON.parse(history.stdout).promotions[0]).toMatchObject({ version: broken, outcome: "failed", migrations });

    // A version without a migration of its own that fails must not go back behind that one either.
    await scene.release(`${scene.crashing}// again\n`);
    expect(await scene.promote()).toMatchObject({ exitCode: 41, result: { aftermath: { did: "kept", migrations } } });

    const back = await project.chatops("rollback", "--json", "--yes", "--env", environment, "--to", first);
    expect(back, back.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version: first } });
    expect(running()).toBe(first);

    const config = JSON.parse(read(project.directory, "chatops.yaml"));
    project.commit({ "chatops.yaml": { ...config, migrations: "compatible" } });
    await scene.releaseMigrating(`${scene.crashing}// once more\n`);
    expect(await scene.promote()).toMatchObject({
      exitCode: 21,
      result: { aftermath: { did: "rolledBack", version: first } },
    });
    expect(running()).toBe(first);
  });
});
