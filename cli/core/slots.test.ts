import { expect, test } from "vitest";
import { createSlots } from "./slots.ts";

test("only so many run at a time, and whoever waited longest is next", async () => {
  const slots = createSlots(2);
  const log: string[] = [];
  const ends: (() => void)[] = [];
  const start = (name: string) =>
    slots.use(async () => {
      log.push(name);
      await new Promise<void>((resolve) => ends.push(resolve));
    });
  const all = ["a", "b", "c", "d"].map(start);
  await Promise.resolve();
  expect({ log: [...log], busy: slots.busy, waiting: slots.waiting }).toEqual({ log: ["a", "b"], busy: 2, waiting: 2 });
  ends[1]?.();
  await all[1];
  await Promise.resolve();
  expect(log).toEqual(["a", "b", "c"]);
  for (const index of [0, 2]) ends[index]?.();
  await all[2];
  await Promise.resolve();
  ends[3]?.();
  await Promise.all(all);
  expect({ log, busy: slots.busy, waiting: slots.waiting }).toEqual({ log: ["a", "b", "c", "d"], busy: 0, waiting: 0 });
});

test("a task is told whether it had to wait", async () => {
  const slots = createSlots(1);
  const told = await Promise.all([
    slots.use(async (hasWaited) => hasWaited),
    slots.use(async (hasWaited) => hasWaited),
  ]);
  expect(told).toEqual([false, true]);
});

test("a task that fails frees its place", async () => {
  const slots = createSlots(1);
  await expect(slots.use(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await slots.use(async () => "yes")).toBe("yes");
});
