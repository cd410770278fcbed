import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ComposeProject, composeFile, composeProject } from "../../../testing/docker/compose-project.ts";
import { docker } from "../../../testing/docker/docker.ts";
import { type Files, writeAll } from "../../../testing/fixtures/folder.ts";
import { few, full } from "../../../testing/setup/short-run.ts";

/** Answers with all that its files and variables say, and refuses to start when one of them says `broken`. */
const server = `const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const files = ["/etc/app/mounted", "/etc/app/folder/conf", "/config", "/run/secrets/secret"];
const said = files.filter((file) => existsSync(file)).map((file) => readFileSync(file, "utf8").trim());
const variables = ["FROM_ENV_FILE", "FROM_BASE", "FROM_OVERRIDE", "FROM_DOTENV"];
const all = [...said, ...variables.map((name) => process.env[name])].filter(Boolean);
if (all.includes("broken")) throw new Error("SETTING is broken");
require("node:http").createServer((_, response) => response.end(all.join())).listen(3000, () => writeFileSync("/tmp/ready", ""));
process.on("SIGTERM", () => process.exit());
`;

interface Named {
  /** Further keys of the own service. */
  more?: object;
  /** Further keys of the Compose file. */
  whole?: object;
  /** The file that says something, and how. */
  path: string;
  text: (word: string, name: string) => string | object;
}

const plain = (word: string) => `${word}\n`;
const variable = (name: string) => `\${${name}}`;
const inService = (name: string, keys: object) => ({ services: { [name]: keys } });

/** Everything that a Compose file can name, and that says "one", "two" or "broken". */
const kinds: Record<string, Named> = {
  "a mounted file": {
    more: { volumes: ["./config/app.conf:/etc/app/mounted:ro"] },
    path: "config/app.conf",
    text: plain,
  },
  "a mounted folder": { more: { volumes: ["./conf.d:/etc/app/folder:ro"] }, path: "conf.d/conf", text: plain },
  "a file with a variable in its name": {
    more: { volumes: [`./config/${variable("KIND:-app")}.conf:/etc/app/mounted:ro`] },
    path: "config/app.conf",
    text: plain,
  },
  configs: { more: { configs: ["config"] }, whole: { configs: { config: { file: "./c" } } }, path: "c", text: plain },
  secrets: { more: { secrets: ["secret"] }, whole: { secrets: { secret: { file: "./s" } } }, path: "s", text: plain },
  env_file: { more: { env_file: ["app.env"] }, path: "app.env", text: (word) => `FROM_ENV_FILE=${word}\n` },
  "an env_file with a variable in its name": {
    more: { env_file: [`${variable("KIND:-app")}.env`] },
    path: "app.env",
    text: (word) => `FROM_ENV_FILE=${word}\n`,
  },
  extends: {
    more: { extends: { file: "base/base.yaml", service: "base" } },
    path: "base/base.yaml",
    text: (word) => inService("base", { environment: { FROM_BASE: word } }),
  },
  "an override file": {
    path: "compose.override.yaml",
    text: (word, name) => inService(name, { environment: { FROM_OVERRIDE: word } }),
  },
  ".env": {
    more: { environment: { FROM_DOTENV: variable("FROM_DOTENV") } },
    path: ".env",
    text: (word) => `FROM_DOTENV=${word}\n`,
  },
  include: {
    more: { configs: ["config"] },
    whole: { include: ["sub/compose.yaml"] },
    path: "sub/compose.yaml",
    text: (word) => ({ configs: { config: { content: word } } }),
  },
};

function filesOf({ name }: ComposeProject, { more = {}, whole = {}, path, text }: Named, word: string): Files {
  return {
    "server.js": server,
    "compose.yaml": { ...composeFile(name, { more }), ...whole },
    [path]: text(word, name),
  };
}

async function release(place: ComposeProject, files: Files): Promise<void> {
  place.commit(files);
  const { exitCode, stdout } = await place.chatops("release", "--json");
  expect(exitCode, stdout).toBe(0);
}

const ownAnswer = async ({ name }: ComposeProject) => {
  const port = docker("port", `${name}-local-${name}-1`, "3000/tcp");
  return (await fetch(`http://${port}`)).text();
};

describe("what a version names is the version's own:", () => {
  test.each(few(Object.entries(kinds), 1))("%s", async (_, named) => {
    const place = composeProject();
    const of = (word: string) => filesOf(place, named, word);
    await release(place, of("one"));
    expect((await place.deploy()).exitCode).toBe(0);
    expect(await ownAnswer(place)).toBe("one");
    await release(place, of("broken"));
    // Whatever lies in the folder is of no version.
    writeAll(place.directory, { [named.path]: named.text("dirty", place.name) });
    const failed = await place.deploy();
    expect(failed, failed.stdout).toMatchObject({
      exitCode: 21,
      result: { aftermath: { did: "rolledBack", version: "0.1.0" } },
    });
    expect(await ownAnswer(place)).toBe("one");
  });
});

test("what a version names outside the repository is the user's own", async () => {
  const place = composeProject();
  const above = dirname(place.directory);
  writeAll(above, { "shared.env": "FROM_ENV_FILE=shared\n", "outside/conf": "outside\n" });
  const more = { env_file: ["../shared.env"], volumes: ["../outside:/etc/app/folder"] };
  await release(place, { "server.js": server, "compose.yaml": composeFile(place.name, { more }) });
  expect((await place.deploy()).exitCode).toBe(0);
  expect(await ownAnswer(place)).toBe("outside,shared");
  docker("exec", place.containers()[0] ?? "", "sh", "-c", "echo written > /etc/app/folder/data");
  expect(readFileSync(join(above, "outside/data"), "utf8")).toBe("written\n");
});

full("an older version does not get a file that only a later one has", async () => {
  const place = composeProject();
  const more = { env_file: [{ path: "extra.env", required: false }], volumes: ["./conf.d:/etc/app/folder:ro"] };
  const file = { "compose.yaml": composeFile(place.name, { more }) };
  const quiet = server.replace("all.join()", 'all.join() || "nothing"');
  await release(place, { ...file, "server.js": quiet });
  expect((await place.deploy()).exitCode).toBe(0);
  await release(place, { ...file, "extra.env": "FROM_ENV_FILE=broken\n", "conf.d/conf": "later\n" });
  const failed = await place.deploy();
  expect(failed, failed.stdout).toMatchObject({ exitCode: 21, result: { aftermath: { did: "rolledBack" } } });
  expect(await ownAnswer(place)).toBe("nothing");
});
