import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { identityOf, withLock } from "./lock.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lock = () => join(folder, "lock");
const hold = (number: number, holder: object) => {
  mkdirSync(lock(), { recursive: true });
  writeFileSync(join(lock(), String(number)), JSON.stringify(holder));
};

/** Starts a process that runs `task` under the lock; resolves when it ends. */
function locked(task: string): Promise<void> {
  const script = `
    import { withLock } from ${JSON.stringify(join(import.meta.dirname, "lock.js"))};
    import fs from "node:fs";
    await withLock(${JSON.stringify(lock())}, async () => { ${task} });`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], { stdio: "inherit" });
  return new Promise((resolve) => child.once("close", () => resolve()));
}

test("returns what the task returns, and is free afterwards", async () => {
  expect(await withLock(lock(), () => 1)).toBe(1);
  await expect(withLock(lock(), () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await withLock(lock(), () => 2)).toBe(2);
});

test("a second one waits for a living holder, and says so once", async () => {
  const order: string[] = [];
  const waits: number[] = [];
  const first = withLock(lock(), async () => {
    await new Promise((resolve) => setTimeout(resolve, 350));
    order.push("first");
  });
  await withLock(lock(), () => order.push("second"), { onWait: (holder) => waits.push(holder) });
  await first;
  expect(order).toEqual(["first", "second"]);
  expect(waits).toEqual([process.pid]);
});

test.each([
  ["has died", { pid: 2 ** 22 + 1, identity: "x" }],
  ["has died, and its number belongs to another process now", { pid: process.pid, identity: "earlier" }],
])("a holder that %s is passed over", async (_, holder) => {
  hold(7, holder);
  expect(await withLock(lock(), () => "done")).toBe("done");
});

test("a file that is no holder is passed over", async () => {
  mkdirSync(lock());
  writeFileSync(join(lock(), "3"), "{half");
  expect(await withLock(lock(), () => "done")).toBe("done");
});

test("leaves one file, however often it was held", async () => {
  for (let index = 0; index < 5; index++) await withLock(lock(), () => undefined);
  expect(readdirSync(lock())).toHaveLength(1);
});

test("the folder may be deleted while it is held", async () => {
  await withLock(lock(), () => rmSync(folder, { recursive: true }));
  expect(await withLock(lock(), () => "again")).toBe("again");
});

test("of many processes, some of which die, only one is inside at a time", async () => {
  const counter = join(folder, "counter");
  writeFileSync(counter, "0");
  const dies = `process.kill(process.pid, "SIGKILL")`;
  const counts = `
    const count = Number(fs.readFileSync(${JSON.stringify(counter)}, "utf8"));
    await new Promise((resolve) => setTimeout(resolve, 20));
    fs.writeFileSync(${JSON.stringify(counter)}, String(count + 1));`;
  await Promise.all(Array.from({ length: 12 }, (_, index) => locked(index % 3 === 0 ? dies : counts)));
  expect(readFileSync(counter, "utf8")).toBe("8");
});

test("the identity of a process is the same every time, and none for a dead one", () => {
  expect(identityOf(process.pid)).toBe(identityOf(process.pid));
  expect(identityOf(process.pid)).not.toBe(identityOf(process.ppid));
  expect(identityOf(2 ** 22 + 1)).toBeUndefined();
});
