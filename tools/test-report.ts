import { readFile } from "node:fs/promises";
import { relative } from "node:path";

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What Vitest writes of a run, as far as it is read here. */
export interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

export async function readReport(file: string): Promise<Report | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text ? JSON.parse(text) : undefined;
}

export function countsOf(report: Report | undefined): Counts {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  // A file that does not even load has no test that could fail.
  const failed = report.numFailedTests || report.numFailedTestSuites;
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests };
}

/** Each failure with the first lines of its message: the report of a suite is far above the end by then. */
export function failuresOf(report: Report | undefined): string[] {
  return (report?.testResults ?? []).flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(process.cwd(), name);
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (failed.length === 0) return status === "failed" ? [`${file}\n${headOf(message)}`] : [];
    return failed.map((test) => `${file} > ${test.fullName}\n${headOf(test.failureMessages.join("\n"))}`);
  });
}

const headOf = (message: string) => message.split("\n").slice(0, 20).join("\n");
