import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { folder } from "../testing/folders.ts";
import { failureOf } from "../testing/imports.ts";
import { readState, stateFolder, writeState } from "./state.ts";

it.each([
  ["the user's state folder", { XDG_STATE_HOME: "/var/state" }, "/var/state/chatops/chat"],
  ["its usual place", {}, join(homedir(), ".local/state/chatops/chat")],
  ["its usual place where the variable is empty", { XDG_STATE_HOME: "" }, join(homedir(), ".local/state/chatops/chat")],
])("state is kept in %s", (_, env, place) => {
  expect(stateFolder(env, "chat")).toBe(place);
});

it("a file is written with its folders, for this user alone, and read again", async () => {
  const file = join(folder(), "a/b/history.json");
  await writeState(file, "one");
  await writeState(file, new Uint8Array([0, 255]));
  expect([...((await readState(file)) ?? [])]).toEqual([0, 255]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
  expect(readdirSync(dirname(file))).toEqual(["history.json"]);
});

it("a reader never finds half of a file", async () => {
  const file = join(folder(), "history.json");
  const [short, long] = ["a".repeat(10), "b".repeat(2_000_000)];
  await writeState(file, short);
  const writing = writeState(file, long);
  let isWriting = true;
  void writing.finally(() => {
    isWriting = false;
  });
  while (isWriting) {
    expect([short.length, long.length]).toContain(readFileSync(file).length);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(readFileSync(file, "utf8")).toBe(long);
});

it("a file that is not there is none; one that cannot be read is a failure", async () => {
  const place = folder();
  expect(await readState(join(place, "none"))).toBeUndefined();
  mkdirSync(join(place, "folder"));
  expect(await failureOf(readState(join(place, "folder")))).toMatchObject({ code: "EISDIR" });
});
