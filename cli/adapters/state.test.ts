import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { failureOf } from "../../testing/chatops/failure.ts";
import { folder } from "../../testing/fixtures/folder.ts";
import { putAside, readState, stateFolder, verifyWritable, writeState } from "./state.ts";

test.each([
  ["the user's state folder", { XDG_STATE_HOME: "/var/state" }, "/var/state/chatops/chat"],
  ["its usual place", {}, join(homedir(), ".local/state/chatops/chat")],
  ["its usual place where the variable is empty", { XDG_STATE_HOME: "" }, join(homedir(), ".local/state/chatops/chat")],
])("state is kept in %s", (_, env, place) => {
  expect(stateFolder(env, "chat")).toBe(place);
});

test("a file is written with its folders, for this user alone, and read again", async () => {
  const file = join(folder(), "a/b/history.json");
  await writeState(file, "one");
  await writeState(file, new Uint8Array([0, 255]));
  expect([...((await readState(file)) ?? [])]).toEqual([0, 255]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
  expect(readdirSync(dirname(file))).toEqual(["history.json"]);
});

test("a reader never finds half of a file", async () => {
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

test("a file that is not there is none; one that cannot be read is a failure", async () => {
  const place = folder();
  expect(await readState(join(place, "none"))).toBeUndefined();
  mkdirSync(join(place, "folder"));
  const folderInItsPlace = join(place, "folder");
  expect(await failureOf(readState(folderInItsPlace))).toMatchObject({
    reason: "precondition",
    message: `could not read ${folderInItsPlace}: illegal operation on a directory`,
    hint: expect.stringContaining("XDG_STATE_HOME"),
  });
});

test("below a file there is none, and a write says why it fails and leaves nothing behind", async () => {
  const place = folder({ file: "" });
  const below = join(place, "file/history.json");
  expect(await readState(below)).toBeUndefined();
  expect((await failureOf(writeState(below, "one"))).message).toBe(
    `could not write ${below}: a file stands where a folder should be`,
  );
  mkdirSync(join(place, "folder/in its place"), { recursive: true });
  await failureOf(writeState(join(place, "folder"), "one"));
  expect(readdirSync(place)).toEqual(["file", "folder"]);
});

test("what cannot be read is put aside, whatever it is", async () => {
  const place = folder({ "history.json/one": "" });
  const aside = await putAside(join(place, "history.json"), new Date("2026-03-01T12:00:00.000Z"));
  expect(aside).toBe(join(place, "history.json.unreadable-2026-03-01T12-00-00.000Z"));
  expect(readdirSync(aside)).toEqual(["one"]);
});

test("a folder that is yet to be made can be written, unless a file stands in its way", async () => {
  const place = folder({ file: "x" });
  await verifyWritable(join(place, "a/b/charts"));
  expect(readdirSync(place)).toEqual(["file"]);
  expect(await failureOf(verifyWritable(join(place, "file/charts")))).toMatchObject({
    message: expect.stringContaining("a file stands where a folder should be"),
    hint: expect.stringContaining("XDG_STATE_HOME"),
  });
});
