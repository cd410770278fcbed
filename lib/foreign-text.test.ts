import { describe, expect, test } from "vitest";
import { cutLine, cutText, lastLines, logOf, longestLine } from "./foreign-text.ts";
import { maskSecret } from "./secrets.ts";

const letters = (count: number) => "a".repeat(count);

describe("a line that others wrote", () => {
  test("stays as it is where it is not too long", () => {
    expect(cutLine(letters(longestLine))).toBe(letters(longestLine));
  });

  test("keeps its beginning and its end, and says how much is left out", () => {
    const cut = cutLine(`begin ${letters(2 ** 20)} end`);
    expect(cut).toMatch(/^begin a{1394}… \(1,046,686 characters more\) …a{496} end$/);
    expect(cut.length).toBeLessThanOrEqual(longestLine);
  });

  test.each([0, 1])("is not cut inside a letter (%s)", (shift) => {
    const cut = cutLine(letters(shift) + "\u{1f680}".repeat(3_000));
    expect(cut.isWellFormed()).toBe(true);
  });

  test.each([2_001, 2_500, 3_500, 10_000])("leaves no part of a secret where it is cut, of %s characters", (length) => {
    const secret = "0123456789abcdefghij";
    maskSecret(secret);
    for (let shift = 0; shift <= secret.length; shift++) {
      const line = letters(shift) + secret.repeat(Math.ceil(length / secret.length)) + letters(shift);
      expect(cutLine(line).replace(/\(.*\)/, "")).not.toMatch(/\d|[f-h]{2}/);
    }
  });

  test("leaves no part of a password in a URL where it is cut", () => {
    for (let shift = 1_380; shift < 1_400; shift++)
      expect(cutLine(`${letters(shift)} redis://user:zzzzzzzzzzzzz@host/ ${letters(5_000)}`)).not.toContain("zz");
  });
});

describe("a text that others wrote", () => {
  test("keeps its last lines", () => {
    expect(lastLines("a\nb\nc", 2)).toEqual(["b", "c"]);
    expect(lastLines("a\nb\n", 9)).toEqual(["a", "b", ""]);
    expect(lastLines("", 9)).toEqual([""]);
    expect(lastLines("\n\n", 9)).toEqual(["", "", ""]);
  });

  test("is short, whatever came", () => {
    expect(cutText(`${letters(5_000)}\n`.repeat(5_000)).length).toBeLessThan(500_000);
    expect(cutText("\n".repeat(2 ** 20)).length).toBeLessThan(1_000);
  });
});

test("a log has no blank lines, no control sequences, and no half letter where it was cut before", () => {
  expect(logOf(["\ufffd\ufffdend", "", " ", "\u001b[31mred", letters(9_999)])).toEqual([
    "end",
    "red",
    cutLine(letters(9_999)),
  ]);
});
