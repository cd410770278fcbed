import { join } from "node:path";
import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { folder, read } from "../../../testing/fixtures/folder.ts";
import { createFileKeeper } from "./file-keeper.ts";
import { composeFileName, localState } from "./local-state.ts";

function keeperIn(state: string) {
  const env = { XDG_STATE_HOME: state, TMPDIR: folder() };
  const local = localState(env, "chat", "local");
  const warnings: string[] = [];
  const keeper = createFileKeeper({ env, steps: { warn: (text) => warnings.push(text) } }, local);
  return { keeper, local, env, warnings };
}

const mounted = { isWritable: false, isMounted: true };
const appConf = () => join(folder({ "app.conf": "one" }), "app.conf");

test("what a version needs stands in the environment's folder", async () => {
  const { keeper, local, warnings } = keeperIn(folder());
  const [file = ""] = await keeper.keep("1.0.0", { [composeFileName]: "{}" });
  const copy = await keeper.keepFile(appConf(), mounted);
  await keeper.dispose();
  expect([read(file, ""), read(copy, "")]).toEqual(["{}", "one"]);
  for (const path of [file, copy]) expect(path.startsWith(local.folder)).toBe(true);
  expect(warnings).toEqual([]);
});

test("a folder that takes nothing costs nothing that Compose reads, but what containers mount is put nowhere that is gone one day", async () => {
  const { keeper, env, warnings } = keeperIn(join(folder({ state: "a file" }), "state"));
  const [file = ""] = await keeper.keep("1.0.0", { [composeFileName]: "{}" });
  const readByCompose = await keeper.keepFile(appConf(), { isWritable: false, isMounted: false });
  for (const path of [file, readByCompose]) expect(path.startsWith(env.TMPDIR)).toBe(true);
  expect(warnings).toHaveLength(1);
  const failure = await failureOf(keeper.keepFile(appConf(), mounted));
  expect(failure).toMatchObject({ reason: "precondition", hint: expect.stringContaining("XDG_STATE_HOME") });
  expect(failure.message).toMatch(/^files that containers mount could not be written below .*: a file stands where/);
  await keeper.dispose();
});
