import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { composeScene, kinds } from "../../../testing/chatops/removal-scenes.ts";
import { docker } from "../../../testing/docker/docker.ts";
import { few, full } from "../../../testing/setup/short-run.ts";

test.each(few(kinds, 1))(
  "in %s what another repository of the same name runs is refused, its data too",
  async (_, open) => {
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
  },
);

full.each(kinds)("in %s nothing is removed outside of a Git repository", async (_, open) => {
  const scene = await open();
  const { project, environment } = scene;
  await scene.promote();
  const before = [scene.running(), scene.data()];
  const cwd = mkdtempSync(join(tmpdir(), "no-repository-"));
  copyFileSync(join(project.directory, "chatops.yaml"), join(cwd, "chatops.yaml"));
  const refused = await project.user.run(["remove", "--env", environment, "--yes", "--delete-data", "--json"], { cwd });
  expect(refused.exitCode, refused.stdout).toBe(3);
  expect([scene.running(), scene.data()]).toEqual(before);
});

full("on Docker Compose one container that somebody else started in the project stops it", async () => {
  const scene = await composeScene();
  await scene.promote();
  const { project } = scene;
  const other = `${project.directory}-elsewhere`;
  mkdirSync(other);
  const [running = ""] = scene.running();
  const image = docker("inspect", "--format", "{{.Config.Image}}", running);
  writeFileSync(join(other, "compose.yaml"), JSON.stringify({ services: { theirs: { image } } }));
  docker("compose", "--project-directory", other, "--project-name", `${project.name}-local`, "create", "theirs");
  const before = scene.running();
  const refused = await project.chatops("remove", "--yes", "--json");
  expect(refused.exitCode, refused.stdout).toBe(3);
  expect(errorOf(refused)?.details).toEqual([`it was started in: ${other}`]);
  expect(scene.running()).toEqual(before);
});
