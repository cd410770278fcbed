import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { createLine } from "./line.ts";

test("tasks are done one after the other, in their order, and none that is too many", async () => {
  const line = createLine(2);
  const done: string[] = [];
  const task = (name: string, ms: number) => async () => {
    await pause(ms);
    done.push(name);
  };
  expect([line(task("slow", 20)), line(task("quick", 0)), line(task("too many", 0))]).toEqual([true, true, false]);
  await expect.poll(() => done).toEqual(["slow", "quick"]);
  expect(line(task("later", 0))).toBe(true);
  await expect.poll(() => done).toEqual(["slow", "quick", "later"]);
});
