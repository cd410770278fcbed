import { expect, test } from "vitest";
import { withDocker } from "../../testing/docker/own-docker.ts";
import { folder, read } from "../../testing/fixtures/folder.ts";
import { type ComposeProject, configHashes, removeProject, startProject } from "./compose.ts";

const { signal } = new AbortController();

/** A project whose `docker` is this program, which may note its arguments with `note`. */
function projectWith(program: string) {
  const directory = folder({ calls: "" });
  const note = `const note = () => require("node:fs").appendFileSync("${directory}/calls", process.argv.slice(2).join(" ") + "\\n");`;
  const project: ComposeProject = { name: "chat", directory, files: [], env: withDocker(`${note}\n${program}`) };
  return { project, calls: () => read(directory, "calls") };
}

test("what the files do not describe stays, whatever COMPOSE_REMOVE_ORPHANS says", async () => {
  const { project, calls } = projectWith("note();");
  const running = { signal, isWaiting: () => false };
  await startProject(project, running);
  await startProject(project, { ...running, only: ["web", "worker"] });
  await removeProject(project, running);
  expect(calls()).toMatch(/ up .*--remove-orphans=false\n.* up .*--remove-orphans=false --no-deps web worker\n/);
  expect(calls()).toMatch(/ down --remove-orphans=false\n$/);
});

test("hashes are those of the resolved model, by service", async () => {
  const { project, calls } = projectWith(`note();
const isHash = process.argv.includes("--hash");
process.stdout.write(isHash ? "db 0123\\nweb " + require("node:fs").readFileSync(0).length + "\\n" : "{}");`);
  expect([...(await configHashes(project, { signal }))]).toEqual([
    ["db", "0123"],
    ["web", "2"],
  ]);
  expect(calls()).toMatch(/ config --format json\n.* --file - config --hash \*\n/);
});
