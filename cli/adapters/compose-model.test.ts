import { expect, test } from "vitest";
import { withDocker } from "../../testing/docker/own-docker.ts";
import { folder } from "../../testing/fixtures/folder.ts";
import { type ComposeSource, readModel } from "./compose-model.ts";

const { signal } = new AbortController();

const sourceOf = (program: string, env: NodeJS.ProcessEnv = {}): ComposeSource => ({
  ...{ name: "chat", calledBy: ".", file: "compose.yaml", signal },
  directory: folder({ "compose.yaml": "" }),
  env: { ...withDocker(program), ...env },
});

test("Compose reads the file that chatops.yaml names, whatever COMPOSE_FILE of the shell says", async () => {
  const program = "console.log(JSON.stringify({ files: process.env.COMPOSE_FILE ?? null, mine: process.env.MINE }))";
  const shell = { COMPOSE_FILE: "/elsewhere/compose.yaml", MINE: "1" };
  expect(await readModel(sourceOf(program, shell))).toMatchObject({ model: { files: null, mine: "1" } });
});

test("variables that are not set are those that Compose warns of, each once", async () => {
  const warning = 'time="now" level=warning msg="The \\"A\\" variable is not set. Defaulting to a blank string."';
  const program = `console.error(${JSON.stringify(`${warning}\n${warning}`)}); console.log("{}")`;
  expect(await readModel(sourceOf(program))).toEqual({ model: {}, unset: ["A"] });
});
