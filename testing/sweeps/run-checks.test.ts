import { describe, expect, test } from "vitest";
import type { Ran } from "../chatops/built-chatops.ts";
import { type FaultyRun, isComplete, problemsOf } from "./run-checks.ts";
import type { Standing } from "./sweep-target.ts";

const ended = (exitCode: number, result: object | undefined = undefined, more: Partial<Ran> = {}): Ran => ({
  ...{ exitCode, result, signal: null, stdout: "", stderr: "", events: [] },
  ...more,
});

const standing = (different: Partial<Standing> = {}): Standing => ({
  ...{ answer: "0.1.0 mark", volume: "volume", made: "revision 1 (deployed)", leftovers: [], isBlamed: false },
  ...different,
});

/** A refused version leaves everything as it was, with these differences. */
const refused = (different: Partial<FaultyRun> = {}): FaultyRun => ({
  ...{ fate: "refused", from: "0.1.0", to: "0.1.1", struckProgram: false, ran: ended(30), isSeamless: true },
  ...{ before: standing(), after: standing(), answers: ["200 0.1.0 mark"], silence: 0 },
  ...different,
});

const good = (different: Partial<FaultyRun> = {}): FaultyRun =>
  refused({
    ...{ fate: "good", ran: ended(0, { outcome: "healthy", version: "0.1.1" }) },
    ...{ after: standing({ answer: "0.1.1 mark", made: "revision 2 (deployed)" }) },
    ...{ answers: ["200 0.1.0 mark", "200 0.1.1 mark"] },
    ...different,
  });

const crashing = (different: Partial<FaultyRun> = {}): FaultyRun =>
  refused({
    ...{ fate: "crashing", ran: ended(21, { outcome: "failed", aftermath: { did: "rolledBack", version: "0.1.0" } }) },
    ...{ after: standing({ made: "revision 3 (deployed)" }) },
    ...different,
  });

describe("nothing is to be said against", () => {
  test.each<[string, FaultyRun]>([
    ["a good version that runs", good()],
    ["a good version that a check before any change kept away", good({ ran: ended(3), after: standing() })],
    ["a good version that Helm could not bring", good({ ran: ended(30), after: standing() })],
    ["a crashing version, gone back from", crashing()],
    [
      "a crashing version that Helm could not bring",
      crashing({ ran: ended(30, { aftermath: { did: "rolledBack", version: "0.1.0" } }), struckProgram: true }),
    ],
    ["a refused version", refused()],
    ["a gap where Compose replaces a container", crashing({ silence: 5_000, isSeamless: false })],
  ])("%s", (_, exposure) => {
    expect(problemsOf(exposure)).toEqual([]);
  });
});

describe("it is a problem that", () => {
  test.each<[string, FaultyRun, string | RegExp]>([
    ["it does not end", good({ ran: ended(124), after: standing() }), "does not end"],
    [
      "it has to be killed",
      refused({ ran: ended(0, undefined, { exitCode: null, signal: "SIGKILL" }) }),
      /ended by SIGKILL$/,
    ],
    ["it is called a bug", refused({ ran: ended(1, undefined, { stderr: "oh" }) }), "calls it a bug: oh"],
    [
      "a crashing version is called healthy",
      crashing({ ran: ended(0, { outcome: "healthy" }) }),
      "says that it is healthy",
    ],
    [
      "another cause is named",
      crashing({ ran: ended(31, { aftermath: { did: "rolledBack", version: "0.1.0" } }) }),
      /^exit code 31/,
    ],
    ["going back fails", crashing({ ran: ended(40) }), /^exit code 40/],
    [
      "it went elsewhere",
      crashing({ ran: ended(21, { aftermath: { did: "rolledBack", version: "0.0.9" } }) }),
      "went back to 0.0.9",
    ],
    ["it went back in silence", crashing({ ran: ended(21) }), /^does not say that it went back, yet revision 1 /],
    ["a check found something after a change", good({ ran: ended(3) }), /^exit code 3, yet revision 1 /],
    [
      "the failed version stays",
      good({ ran: ended(30, { aftermath: { did: "rolledBack", version: "0.1.0" } }) }),
      "0.1.1 runs, and it should be 0.1.0",
    ],
    ["nothing runs", refused({ after: standing({ answer: undefined }) }), "nothing runs, and it should be 0.1.0"],
    ["something else answered", refused({ answers: ["200 0.1.1 mark"] }), "answered 200 0.1.1 mark"],
    ["nobody answered for a while", refused({ silence: 5_000, isSeamless: false }), "nobody answered for 5.0 s"],
    ["the volume is gone", refused({ after: standing({ volume: undefined }) }), "the volume is gone"],
    ["the volume is another one", refused({ after: standing({ answer: "0.1.0 other" }) }), "the data is gone"],
    ["the record blames what runs", refused({ after: standing({ isBlamed: true }) }), /^the record says/],
    [
      "a refused version changed something",
      refused({ after: standing({ made: "revision 2 (failed)" }) }),
      /^revision 1 \S+ became revision 2/,
    ],
  ])("%s", (_, exposure, problem) => {
    expect(problemsOf(exposure)).toContainEqual(expect.stringMatching(problem));
  });
});

test("a run is complete where the good version runs, and the crashing one is gone back from", () => {
  expect([good(), crashing()].map(isComplete)).toEqual([true, true]);
  expect(isComplete(good({ ran: ended(30) }))).toBe(false);
  expect(isComplete(crashing({ ran: ended(3) }))).toBe(false);
});
