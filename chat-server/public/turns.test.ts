import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { Turns } from "./turns.js";

const workFor = (milliseconds: number) => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
};

test("what comes at once is done in order, after what goes on", async () => {
  const seen: number[] = [];
  const turns = new Turns((item: number) => {
    workFor(0.5);
    seen.push(item);
    if (item === 50) turns.add(100);
  });
  for (let n = 0; n < 100; n++) turns.add(n);
  expect(seen).toEqual([]);
  while (seen.length < 101) await nextTurn();
  expect(seen).toEqual(Array.from({ length: 101 }, (_, n) => n));
});

test("what goes wrong with one keeps none of the others", async () => {
  const wrong: unknown[] = [];
  const take = (error: unknown) => wrong.push(error);
  const others = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException").on("uncaughtException", take);
  onTestFinished(() => {
    process.removeAllListeners("uncaughtException");
    for (const listener of others) process.on("uncaughtException", listener);
  });
  const seen: number[] = [];
  const turns = new Turns((item: number) => {
    if (item === 1) throw new Error("no message");
    seen.push(item);
  });
  for (let n = 0; n < 4; n++) turns.add(n);
  while (seen.length < 3) await nextTurn();
  expect(seen).toEqual([0, 2, 3]);
  expect(wrong).toEqual([new Error("no message")]);
});
