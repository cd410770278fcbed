import { chmodSync, existsSync, mkdirSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, listed, read } from "../../testing/fixtures/folder.ts";
import { copyByContent, isCopyIntact, isText, kindOf, linkMissing } from "./file-copies.ts";

test("a copy is called by what is in it: the same once more is the same copy", async () => {
  const from = folder({ "a/app.conf": "one", "b/app.conf": "one", "c/app.conf": "two" });
  const to = folder();
  const [a, b, c] = await Promise.all(["a", "b", "c"].map((name) => copyByContent(join(from, name, "app.conf"), to)));
  expect(a).toBe(b);
  expect(c).not.toBe(a);
  expect(listed(to)).toHaveLength(2);
  expect(read(c ?? "", "")).toBe("two");
});

test("a copy has the mode that Git knows, whatever the umask", async () => {
  const from = folder({ "a/run": "#!/bin/sh\n", "b/run": "#!/bin/sh\n", "c/run": "#!/bin/sh\n" });
  chmodSync(join(from, "b/run"), 0o600);
  chmodSync(join(from, "c/run"), 0o700);
  const to = folder();
  const [a = "", b, c = ""] = await Promise.all(
    ["a", "b", "c"].map((name) => copyByContent(join(from, name, "run"), to)),
  );
  expect(b).toBe(a);
  expect(c).not.toBe(a);
  expect([a, c].map((copy) => statSync(copy).mode & 0o777)).toEqual([0o644, 0o755]);
});

test("a copy that is not what it was is left, and another one made, unless containers may write to it", async () => {
  const path = join(folder({ "app.conf": "one" }), "app.conf");
  const to = folder();
  const first = await copyByContent(path, to);
  writeFileSync(first, "written");
  expect(await isCopyIntact(first, false)).toBe(false);
  expect(await copyByContent(path, to, true)).toBe(first);
  const second = await copyByContent(path, to);
  expect([read(first, ""), read(second, "")]).toEqual(["written", "one"]);
  expect(await copyByContent(path, to)).toBe(second);
});

test("a folder that an engine made in place of a copy is no copy", async () => {
  const path = join(folder({ "app.conf": "one" }), "app.conf");
  const to = folder();
  const first = await copyByContent(path, to);
  rmSync(first);
  mkdirSync(first);
  for (const isWritable of [false, true]) {
    expect(await isCopyIntact(first, isWritable)).toBe(false);
    const other = await copyByContent(path, to, isWritable);
    expect(other).not.toBe(first);
    expect(read(other, "")).toBe("one");
  }
});

test("a folder is copied with all that is in it, links as links", async () => {
  const from = folder({ "conf.d/a.conf": "a", "conf.d/deep/b.conf": "b" });
  symlinkSync("a.conf", join(from, "conf.d/link"));
  const copy = await copyByContent(join(from, "conf.d"), folder());
  expect(listed(copy)).toEqual(["a.conf", "deep/b.conf", "link"]);
  expect(readlinkSync(join(copy, "link"))).toBe("a.conf");
});

test("links are made where nothing stands, and never through a link", async () => {
  const from = folder({ ".env": "A=1", "new/deep": "", "away/file": "", kept: "" });
  const outside = folder();
  const to = folder({ kept: "mine" });
  symlinkSync(outside, join(to, "away"));
  const made = await linkMissing(from, to, [".env", "new/deep", "away/file", "kept"]);
  expect(made).toEqual([join(to, ".env"), join(to, "new/deep")]);
  expect(read(to, ".env")).toBe("A=1");
  expect(read(to, "kept")).toBe("mine");
  expect(existsSync(join(outside, "file"))).toBe(false);
});

test("kinds are told apart, and text from what is none", async () => {
  const from = folder({ "a/text": "grün", binary: "SQLite format 3\0\u0001", empty: "" });
  expect(await Promise.all(["a", "a/text", "absent"].map((path) => kindOf(join(from, path))))).toEqual([
    "folder",
    "file",
    undefined,
  ]);
  expect(await isText(join(from, "a/text"))).toBe(true);
  for (const path of ["binary", "empty"]) expect(await isText(join(from, path)), path).toBe(false);
});
