import { expect, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { composeScene, kinds } from "../../../testing/chatops/removal-scenes.ts";
import { noTerminal, onTerminal } from "../../../testing/chatops/terminal.ts";
import { docker } from "../../../testing/docker/docker.ts";
import { few, full } from "../../../testing/setup/short-run.ts";

test.each(few(kinds, 1))(
  "in %s what runs is removed and its data kept, or deleted if that is asked for",
  async (_, open) => {
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
  },
);

full("on Docker Compose what somebody removed without chatops is recorded, although nothing is there", async () => {
  const scene = await composeScene();
  await scene.promote();
  docker("compose", "--project-name", `${scene.project.name}-local`, "down");
  const removed = await scene.project.chatops("remove", "--yes", "--json");
  expect(removed.result, removed.stdout).toMatchObject({ outcome: "nothing" });
  const { stdout } = await scene.project.chatops("history", "--env", "local", "--json");
  expect(JSON.parse(stdout).promotions[0]).toMatchObject({ outcome: "removed" });
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
