import { globSync } from "node:fs";
import { analyse } from "scslre";
import { describe, expect, test } from "vitest";
import { attacksOn } from "../testing/patterns/attacks.ts";
import { slowness } from "../testing/patterns/growth.ts";
import { patternsIn } from "../testing/patterns/syntax.ts";

const sources = globSync("{cli,lib}/**/*.ts", { exclude: ["**/examples/**"] }).filter(
  (path) => !/\.test\.ts$/.test(path),
);
const patterns = sources.sort().flatMap((path) => patternsIn(path));

/** What makes a regular expression slow on a long text; undefined where it is linear. */
function faultOf(regex: RegExp): string | undefined {
  const [report] = analyse(regex).reports;
  if (report) return report.exponential ? "exponential" : "quadratic";
  // Whatever it is used for: a global one finds all matches, any other the first.
  const work = (text: string) => text.replace(regex, "");
  return slowness(work, attacksOn(regex));
}

describe("a regular expression", () => {
  test("is written as a literal, so that it can be looked at here", () => {
    expect(patterns.length).toBeGreaterThan(200);
    expect(patterns.filter(({ regex }) => !regex).map(({ place }) => place)).toEqual([]);
  });

  test("takes a time that is linear in the length of the text", { timeout: 300_000 }, () => {
    const faults = patterns.flatMap(({ place, regex }) => {
      const fault = regex && faultOf(regex);
      return fault ? `${place} ${regex} ${fault}` : [];
    });
    expect(faults).toEqual([]);
  });

  test.each([
    /(a+)+$/,
    /([a-z]+):\/\/[^@]*@/,
    /^(a|a)*$/,
    /\s+$/,
    /"(?:[^"\\]|\\.)*"/,
    /exec: (.*not found)/,
    /^\S+ are available: (.*?)(?:\. .*|\.)?$/,
    /begin[\s\S]*?end/g,
    /<!--.*-->/,
  ])("%s is found to be slow", { timeout: 120_000 }, (regex) => {
    expect(faultOf(regex)).toBeDefined();
  });
});
