import { readFile } from "node:fs/promises";
import { relative } from "node:path";

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What Vitest writes of a run, as far as it is read here: its files, and the tests of each. */
export interface Report {
  testResults: {
    /** The file's absolute path. */
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
  const statuses = report.testResults.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const passed = statuses.filter((status) => status === "passed").length;
  const failed = statuses.filter((status) => status === "failed").length;
  // A file that does not even load has no test that could fail.
  const unloaded = report.testResults.filter(isUnloaded).length;
  return { passed, failed: failed + unloaded, skipped: statuses.length - passed - failed };
}

/** The files in which something failed, as absolute paths. */
export const failedFiles = (report: Report | undefined): string[] =>
  (report?.testResults ?? []).filter(({ status }) => status === "failed").map(({ name }) => name);

/** A report of which some files were run again: what the second run says of them counts. */
export function replaced(report: Report, again: Report | undefined): Report {
  const second = new Map((again?.testResults ?? []).map((file) => [file.name, file]));
  return { testResults: report.testResults.map((file) => second.get(file.name) ?? file) };
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

const isUnloaded = ({ status, assertionResults }: Report["testResults"][number]) =>
  status === "failed" && !assertionResults.some((test) => test.status === "failed");
