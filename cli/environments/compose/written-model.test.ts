import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { withDocker } from "../../../testing/docker/own-docker.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import type { ComposeSource } from "../../adapters/compose-model.ts";
import { readBoth, readKept } from "./written-model.ts";

const { signal } = new AbortController();

/** A project whose Compose answers so, where `isRaw` and the `input` say what it is asked for. */
const sourceOf = (program: string): ComposeSource => ({
  ...{ name: "chat", calledBy: ".", file: "compose.yaml", signal },
  directory: folder({ "compose.yaml": "" }),
  env: withDocker(`
    const isRaw = process.argv.includes("--no-interpolate");
    const input = process.argv.includes("-") ? require("node:fs").readFileSync(0, "utf8") : "";
    const write = (model) => console.log(JSON.stringify(model));
    const refuse = (words) => { console.error(words); process.exitCode = 1; };
    ${program}
  `),
});

test.each([
  ["open /p/${F}: no such file or directory", "the Compose file names another one by a variable"],
  ["services.w.ulimits.nproc: invalid type string for external", /with its variables as they are written$/],
])("why a file cannot be read with its variables is told as it is: %s", async (words, message) => {
  const failure = await failureOf(readBoth(sourceOf(`isRaw ? refuse(${JSON.stringify(words)}) : write({})`)));
  expect(failure).toMatchObject({ message: expect.stringMatching(message), details: [words] });
});

test("what Compose refuses in any case is told in its words", async () => {
  const failure = await failureOf(readBoth(sourceOf(`setTimeout(() => refuse("no image"), isRaw ? 0 : 200)`)));
  expect(failure).toMatchObject({ message: "docker compose refuses the Compose file", details: ["no image"] });
});

test("a file that a variable names by an absolute path is not put below the folder", async () => {
  const named = { path: "/p/${ENV_FILE}", required: true };
  const others = [{ path: "/p/${NAME}" }, { path: "/p/a.env" }];
  const raw = { services: { web: { env_file: [named, ...others] } } };
  const program = `isRaw ? write(${JSON.stringify(raw)}) : write(input
    ? JSON.parse(input.replace("\${ENV_FILE}", "/etc/web.env").replace("\${NAME}", "web.env"))
    : {})`;
  const read = await readBoth(sourceOf(program));
  expect(read.raw.services?.web?.env_file).toEqual([{ ...named, path: "${ENV_FILE}" }, ...others]);
});

test("a variable that only an included file has, and demands, is kept as its value", async () => {
  const program = `input.includes("X:?")
    ? refuse("error while interpolating services.db.environment.A: required variable X is missing a value: no")
    : write(JSON.parse(input))`;
  const model = (value: string) => ({ services: { db: { environment: { A: value, B: "${B}" } } } });
  expect((await readKept(sourceOf(program), model("${X:?no}"), model("v"))).kept).toEqual(model("v"));
  const other = readKept(sourceOf(`refuse("required variable Y is missing a value")`), model("${X:?no}"), model("v"));
  expect((await failureOf(other)).details).toEqual(["required variable Y is missing a value"]);
});
