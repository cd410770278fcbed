import { expect, test } from "vitest";
import { Failure } from "../../lib/errors.ts";
import { type ExitReason, exitCodes, exitOf } from "./exit-codes.ts";

const reasons = Object.keys(exitCodes) as ExitReason[];

test("no two reasons share an exit code", () => {
  const codes = reasons.map((reason) => exitCodes[reason].code);
  expect(new Set(codes).size).toBe(codes.length);
});

test("every reason says what it means, and no two the same", () => {
  const meanings = reasons.map((reason) => exitCodes[reason].meaning);
  expect(meanings.filter((meaning) => meaning.trim() === "")).toEqual([]);
  expect(new Set(meanings).size).toBe(meanings.length);
});

test.each(reasons)("a Failure by `%s` ends the process with its code", (reason) => {
  expect(exitOf(new Failure(reason, "it failed"))).toEqual({ reason, exitCode: exitCodes[reason].code });
});

test("one for whose reason there is no code is a bug of ours", () => {
  expect(exitOf(new Failure("tired", "it failed"))).toEqual({ reason: "bug", exitCode: 1 });
});

test.each<[words: string, reason: ExitReason, code: number]>([
  ["done", "done", 0],
  ["a bug", "bug", 1],
  ["wrong usage", "usage", 2],
  ["a check before any change", "precondition", 3],
  ["a gate", "gate", 4],
  ["a lock", "locked", 5],
  ["Ctrl-C, as shells count it", "interrupted", 130],
  ["SIGTERM, as shells count it", "terminated", 143],
])("scripts can rely on the code of %s", (_, reason, code) => {
  expect(exitCodes[reason].code).toBe(code);
});

test("rollout causes begin at 20 and end before 40", () => {
  const rollout = reasons.filter((reason) => exitCodes[reason].meaning.startsWith("rollout failed"));
  expect(rollout.length).toBeGreaterThan(10);
  expect(rollout.map((reason) => exitCodes[reason].code).filter((code) => code < 20 || code >= 40)).toEqual([]);
});
