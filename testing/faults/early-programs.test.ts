import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../fixtures/folder.ts";
import { type EarlyEnd, earlyProgram } from "./early-programs.ts";

/** A program that leaves a file of the name it is told, and the early one in front of it. */
function early() {
  const directory = folder();
  const real = join(directory, "leave");
  writeFileSync(real, '#!/bin/sh\necho "left $1"\ntouch "$1"\n');
  chmodSync(real, 0o755);
  const program = earlyProgram("leave", real);
  const run = (...args: string[]) => spawnSync(join(program.bin, "leave"), args, { cwd: directory, encoding: "utf8" });
  return { ...program, run, isLeft: (name: string) => existsSync(join(directory, name)) };
}

test("a program in front of another is that other, and counts its calls", () => {
  const { run, isLeft, calls, arm } = early();
  expect(run("one", "with more")).toMatchObject({ status: 0, stdout: "left one\n" });
  expect(run("two").status).toBe(0);
  expect([isLeft("one"), isLeft("two")]).toEqual([true, true]);
  expect(calls()).toEqual(["one with more", "two"]);
  arm();
  expect(calls()).toEqual([]);
});

const ways: [EarlyEnd, object, boolean][] = [
  ["ends at once", { status: 1, signal: null }, false],
  ["killed afterwards", { status: null, signal: "SIGKILL" }, true],
  ["fails afterwards", { status: 1, signal: null }, true],
];

test.each(ways)("one call alone %s", (end, ended, isDone) => {
  const { run, isLeft, arm } = early();
  arm(2, end);
  expect(run("one")).toMatchObject({ status: 0, stdout: "left one\n" });
  expect(run("two")).toMatchObject(ended);
  expect(isLeft("two")).toBe(isDone);
  expect(run("three")).toMatchObject({ status: 0, stdout: "left three\n" });
});
