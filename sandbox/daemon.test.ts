import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { identityOf } from "../lib/lock.js";
import { endStrays, livingPid, startDaemon, stopDaemon, strays } from "./daemon.ts";
import { writeJson } from "./files.ts";
import type { Paths } from "./paths.ts";

let paths: Paths;
let children: ChildProcess[];
beforeEach(() => {
  children = [];
  paths = { cache: "", state: mkdtempSync(join(tmpdir(), "daemon-")), id: "" };
});
afterEach(async () => {
  await endStrays(paths);
  for (const child of children) child.kill("SIGKILL");
  rmSync(paths.state, { recursive: true });
});

const ready = async () => true;
const waits = "setInterval(() => {}, 1000)";
const start = (script: string, isReady = ready) =>
  startDaemon(paths, { name: "part", command: process.execPath, args: ["--eval", script], ready: isReady });

test("a daemon lives until it is stopped", async () => {
  await start(waits);
  const pid = livingPid(paths, "part");
  expect(pid).toBeGreaterThan(1);
  await stopDaemon(paths, "part");
  expect(livingPid(paths, "part")).toBeUndefined();
  expect(identityOf(pid ?? 0)).toBeUndefined();
  await stopDaemon(paths, "part");
});

test("start waits until it answers", async () => {
  let calls = 0;
  await start(waits, async () => ++calls === 3);
  expect(calls).toBe(3);
});

test("one that ends at once is a failure that shows its log", async () => {
  const never = async () => false;
  const failure = start("console.error('port 80: permission denied'); process.exit(4)", never);
  await expect(failure).rejects.toMatchObject({
    message: "part did not start: it ended at once (exit code 4)",
    details: ["port 80: permission denied"],
  });
});

test("one that cannot be started is a failure", async () => {
  const never = async () => false;
  const failure = startDaemon(paths, { name: "part", command: "/no/such/program", args: [], ready: never });
  await expect(failure).rejects.toThrow("part did not start: spawn /no/such/program ENOENT");
});

test("a stranger with the number of a dead daemon is left alone", async () => {
  const stranger = spawn(process.execPath, ["--eval", waits]);
  children.push(stranger);
  writeJson(join(paths.state, "run", "part.json"), { pid: stranger.pid, identity: "another boot:1" });
  expect(livingPid(paths, "part")).toBeUndefined();
  await stopDaemon(paths, "part");
  expect(identityOf(stranger.pid ?? 0)).toBeDefined();
});

test.runIf(process.platform === "linux")("a daemon and its children are found without their record", async () => {
  const family = `require("node:child_process").spawn(process.execPath, ["--eval", ${JSON.stringify(waits)}]); ${waits}`;
  await start(family, async () => strays(paths, "part").length === 2);
  rmSync(join(paths.state, "run"), { recursive: true });
  expect(strays(paths, "other")).toEqual([]);
  await endStrays(paths);
  expect(strays(paths)).toEqual([]);
});
