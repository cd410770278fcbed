import { expect, test } from "vitest";
import { countsOf, failedFiles, failuresOf, type Report, replaced } from "./test-report.ts";

const tested = (name: string, ...statuses: string[]): Report["testResults"][number] => ({
  name: `${process.cwd()}/${name}`,
  status: statuses.includes("failed") ? "failed" : "passed",
  message: "",
  assertionResults: statuses.map((status, index) => ({
    status,
    fullName: `test ${index}`,
    failureMessages: status === "failed" ? ["expected 1 to be 2"] : [],
  })),
});
const unloaded = { ...tested("broken.test.ts"), status: "failed", message: "no such module" };
const report = {
  testResults: [tested("a.test.ts", "passed", "skipped"), tested("b.test.ts", "failed", "passed"), unloaded],
};

test("a file that does not load counts as one failure", () => {
  expect(countsOf(report)).toEqual({ passed: 2, failed: 2, skipped: 1 });
  expect(failuresOf(report)).toEqual(["b.test.ts > test 0\nexpected 1 to be 2", "broken.test.ts\nno such module"]);
  expect(countsOf(undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("what a second run says of a file replaces what the first said", () => {
  const again = { testResults: [tested("b.test.ts", "passed", "passed")] };
  const both = replaced(report, again);
  expect(countsOf(both)).toEqual({ passed: 3, failed: 1, skipped: 1 });
  expect(failedFiles(both)).toEqual([unloaded.name]);
});

test("what a second run does not tell of stays failed", () => {
  expect(replaced(report, undefined)).toEqual(report);
  expect(replaced(report, { testResults: [] })).toEqual(report);
});
