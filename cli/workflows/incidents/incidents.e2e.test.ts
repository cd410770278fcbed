import { rmSync } from "node:fs";
import { expect } from "vitest";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";
import { clusterScene } from "../../../testing/stories/cluster-scene.ts";
import { composeScene } from "../../../testing/stories/compose-scene.ts";
import type { Scene } from "../../../testing/stories/scene.ts";

const own = ownServers();
const kinds: [kind: string, () => Promise<Scene>][] = [
  ["Docker Compose", composeScene],
  ["a cluster", () => clusterScene({ charts: own.charts, registry: sandbox().registry })],
];

full.each(kinds)("in %s failed promotions are listed, and shown with what was kept of them", async (_, open) => {
  const scene = await open();
  const { project, environment } = scene;
  const ask = async (...args: string[]) => {
    const { stdout, exitCode } = await project.chatops("incidents", "--env", environment, "--json", ...args);
    return { exitCode, ...JSON.parse(stdout) };
  };
  expect(await ask()).toMatchObject({ exitCode: 0, incidents: [] });
  expect(await ask("last")).toMatchObject({ exitCode: 2, message: "no promotion has failed" });
  await scene.release(scene.good("first"));
  expect((await scene.promote()).exitCode).toBe(0);
  const version = await scene.release(scene.crashing);
  expect((await scene.promote()).exitCode).toBe(21);

  const [listed] = (await ask()).incidents;
  expect(listed).toMatchObject({ environment, version, cause: "start.exits", by: expect.stringContaining("@") });
  const [shown] = (await ask(listed.id)).incidents;
  expect(shown).toMatchObject({ ...listed, fix: expect.any(String), file: expect.stringContaining(version) });
  const written = shown.logs.flatMap(({ lines }: { lines: string[] }) => lines);
  expect(written).toContain("Error: no database");
  const { stdout } = await project.chatops("incidents", "last", "--env", environment);
  expect(stdout).toMatch(new RegExp(`^✖ ${version} failed in ${environment}: .*\\n {2}▶ Error: no database\\n`));
  expect(stdout).toContain(`  Evidence: ${shown.file}\n`);

  rmSync(shown.file);
  const [left] = (await ask(listed.id)).incidents;
  expect(left).toEqual(listed);
});
