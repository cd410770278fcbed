import { describe, expect, test } from "vitest";
import { withDocker } from "../../testing/docker/own-docker.ts";
import { folder } from "../../testing/fixtures/folder.ts";
import {
  type ComposeSource,
  findComposeFile,
  passedOver,
  readBuild,
  readModel,
  readRawModel,
} from "./compose-model.ts";

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

test.each([
  ["compose.yaml", "", []],
  ["deploy/prod.yaml", "/deploy", ["--file", "/deploy/prod.yaml"]],
  ["deploy/compose.yaml", "/deploy", ["--file", "/deploy/compose.yaml"]],
])(
  "what %s names is relative to its own folder, and Compose runs in that of the project",
  async (file, below, named) => {
    const program = "console.log(JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd() }))";
    const directory = folder({ "compose.yaml": "", [file]: "" });
    const { model } = await readModel({ ...sourceOf(program), directory, file });
    const files = named.map((word) => (word.startsWith("/") ? `${directory}${word}` : word));
    expect(model).toMatchObject({ cwd: directory });
    expect((model as { args: string[] }).args.slice(3, -3)).toEqual([
      "--project-directory",
      `${directory}${below}`,
      ...files,
    ]);
  },
);

describe("a folder whose name has a $", () => {
  /** As Compose does: what is written is printed with absolute paths, and what is read again with its variables filled in. */
  const program = `
    const { readFileSync } = require("node:fs");
    const folder = process.argv[process.argv.indexOf("--project-directory") + 1];
    const build = { context: folder, args: { PRICE: "5$$", KEY: "\${KEY}" }, additional_contexts: { up: require("node:path").dirname(folder) } };
    const written = JSON.stringify({ services: { chat: { build } } });
    const again = () => readFileSync(0, "utf8").replaceAll("\${KEY}", "of the shell");
    console.log(process.argv.includes("--no-interpolate") ? written : again());`;
  const source = () => {
    const parent = folder({ "a $b/c$d/compose.yaml": "" });
    return { ...sourceOf(program), directory: `${parent}/a $b/c$d`, parent };
  };

  test("is no variable of a model as it is written", async () => {
    const { parent, ...from } = source();
    expect((await readRawModel(from)).services?.chat?.build).toEqual({
      context: `${parent}/a $$b/c$$d`,
      args: { PRICE: "5$$", KEY: "${KEY}" },
      additional_contexts: { up: `${parent}/a $$b` },
    });
  });

  test("is called in a build as it is called, and a $ that was written twice is one", async () => {
    const { parent, ...from } = source();
    expect((await readBuild(from, () => "chat"))?.build).toEqual({
      context: `${parent}/a $b/c$d`,
      args: { PRICE: "5$", KEY: "of the shell" },
      additional_contexts: { up: `${parent}/a $b` },
    });
  });
});

describe("the Compose file of a project", () => {
  test.each([
    [["compose.yaml", "docker-compose.yml"], "compose.yaml", "compose.yaml", ["docker-compose.yml"]],
    [["compose.yaml", "compose.override.yaml"], "compose.yaml", "compose.yaml", []],
    [["docker-compose.yml"], "compose.yaml", "docker-compose.yml", []],
    [["docker-compose.yaml", "docker-compose.yml"], "compose.yaml", "docker-compose.yml", ["docker-compose.yaml"]],
    [["docker-compose.yml", "compose.yml"], "docker-compose.yml", "docker-compose.yml", []],
    [["docker-compose.yml", "prod.yaml"], "prod.yaml", "prod.yaml", []],
    [["docker-compose.yml"], "prod.yaml", undefined, []],
    [[], "compose.yaml", undefined, []],
  ])("among %j, called %s, is %s", (names, called, found, others) => {
    const directory = folder(Object.fromEntries(names.map((name) => [name, "services: {}\n"])));
    expect(findComposeFile(directory, called)).toBe(found);
    expect(passedOver(directory, called)).toEqual(others);
  });
});
