import { chmodSync, existsSync, readlinkSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, listed, read } from "../../testing/fixtures/folder.ts";
import { copyByContent, isText, kindOf, linkMissing } from "./file-copies.ts";

test("a copy is called by what is in it: the same once more is the same copy", async () => {
  const from = folder({ "a/app.conf": "one", "b/app.conf": "one", "c/app.conf": "two" });
  const to = folder();
  const [a, b, c] = await Promise.all(["a", "b", "c"].map((name) => copyByContent(join(from, name, "app.conf"), to)));
  expect(a).toBe(b);
  expect(c).not.toBe(a);
  expect(listed(to)).toHaveLength(2);
  expect(read(c ?? "", "")).toBe("two");
});

test("a copy keeps its mode, and one that was written to is left", async () => {
  const from = folder({ run: "#!/bin/sh\n" });
  const to = folder();
  const plain = await copyByContent(join(from, "run"), to);
  chmodSync(join(from, "run"), 0o755);
  const executable = await copyByContent(join(from, "run"), to);
  expect(executable).not.toBe(plain);
  expect(statSync(executable).mode & 0o777).toBe(0o755);
  writeFileSync(executable, "written");
  expect(await copyByContent(join(from, "run"), to)).toBe(executable);
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
