import { expect, test } from "vitest";
import { eachInSlices } from "./slices.ts";
import { workFor } from "./testing/busy.ts";

test("much work leaves room for other work, and everything is done once", async () => {
  const items = new Set(Array.from({ length: 400 }, (_, n) => n));
  const seen: number[] = [];
  let turns = 0;
  const turn = setInterval(() => turns++, 1);
  const work = (item: number) => {
    workFor(0.3);
    seen.push(item);
  };
  await new Promise<void>((done) => eachInSlices(items, work, done));
  clearInterval(turn);
  expect(seen).toEqual([...items]);
  expect(turns).toBeGreaterThan(3);
});

test("little work is done at once", () => {
  const seen: number[] = [];
  eachInSlices(
    [1, 2],
    (item) => seen.push(item),
    () => seen.push(0),
  );
  expect(seen).toEqual([1, 2, 0]);
});

test("who comes in between is not forgotten, who leaves is", async () => {
  const items = new Set(Array.from({ length: 100 }, (_, n) => n));
  const seen: number[] = [];
  const work = (item: number) => {
    workFor(0.3);
    seen.push(item);
    if (item === 50) items.add(100).delete(60);
  };
  await new Promise<void>((done) => eachInSlices(items, work, done));
  expect(seen).toEqual([...items]);
});
