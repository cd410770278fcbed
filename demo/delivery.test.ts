import { expect, test } from "vitest";
import { compareDelivery, isComplete } from "./delivery.ts";

const sent = ["a", "b", "c"];

test.each([
  ["all arrived, in one order", [sent, sent], { lost: 0, twice: 0, sameOrder: true }, true],
  [
    "one order, though not that of sending",
    [
      ["b", "a", "c"],
      ["b", "a", "c"],
    ],
    { lost: 0, twice: 0, sameOrder: true },
    true,
  ],
  ["one client lacks one", [sent, ["a", "c"]], { lost: 1, twice: 0, sameOrder: false }, false],
  [
    "both lack the same one",
    [
      ["a", "c"],
      ["a", "c"],
    ],
    { lost: 2, twice: 0, sameOrder: true },
    false,
  ],
  ["one came twice", [sent, ["a", "b", "b", "c"]], { lost: 0, twice: 1, sameOrder: true }, false],
  ["two in another order", [sent, ["b", "a", "c"]], { lost: 0, twice: 0, sameOrder: false }, false],
  [
    "what others said does not count",
    [
      ["x", ...sent],
      [...sent, "y", "y"],
    ],
    { lost: 0, twice: 0, sameOrder: true },
    true,
  ],
])("%s", (_, received, expected, perfect) => {
  const counted = compareDelivery(sent, received);
  expect(counted).toEqual({ sent: 3, ...expected });
  expect(isComplete(counted)).toBe(perfect);
});
