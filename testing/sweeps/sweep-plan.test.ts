import { expect, test } from "vitest";
import { faultsFor } from "./sweep-plan.ts";
import type { Next, Weakness } from "./sweep-target.ts";

const weakness = (ways: string[], isTried: Weakness["isTried"]): Weakness => ({
  ...{ name: "server", ways, isTried, isOfProgram: () => false },
  ...{ arm: () => {}, uses: () => [] },
});

const next = (title: string, fate: Next["fate"]): Next => ({ title, fate, versions: [] });
const [one, other, last] = [next("one", "refused"), next("other", "refused"), next("last", "good")] as const;

const manyUses = Array.from({ length: 40 }, (_, index) => `GET /${index % 2 ? "odd" : "even"}`);

const planned = (
  of: Next,
  {
    ways = ["429", "cut"],
    uses = manyUses,
    most = Number.POSITIVE_INFINITY,
    seed = 1,
    isTried = (use: string) => use !== "",
  } = {},
) =>
  faultsFor({ nexts: [one, other, last], weaknesses: [weakness(ways, isTried)] }, of, { uses: [uses], seed, most }).map(
    ({ nth, way }) => `${nth} ${way}`,
  );

test("each use fails once, the ways in turn", () => {
  expect(planned(last).slice(0, 4)).toEqual(["1 429", "2 cut", "3 429", "4 cut"]);
  expect(planned(last)).toHaveLength(manyUses.length);
});

test("what is used seldom fails in every way each time", () => {
  expect(planned(last, { uses: ["a", "b"] })).toEqual(["1 429", "1 cut", "2 429", "2 cut"]);
});

test("next versions of one fate share the faults", () => {
  const all = [...planned(one, { ways: ["429"] }), ...planned(other, { ways: ["429"] })];
  expect(all.map(Number.parseFloat).sort((a, b) => a - b)).toEqual(manyUses.map((_, index) => index + 1));
});

test("what is not to be tried is left alone, and its number with it", () => {
  expect(planned(last, { isTried: (use) => use.endsWith("odd") }).slice(0, 3)).toEqual(["2 429", "4 cut", "6 429"]);
});

test("of too many, the seed says which", () => {
  const some = planned(last, { most: 5 });
  expect(some).toHaveLength(5);
  expect(planned(last, { most: 5 })).toEqual(some);
  expect(planned(last, { most: 5, seed: 2 })).not.toEqual(some);
  expect(planned(last)).toEqual(expect.arrayContaining(some));
});
