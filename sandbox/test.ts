import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../cli/core/errors.ts";
import { install, up } from "./index.ts";

/** One part of `npm test`, and how long it takes on two cores. */
interface Suite {
  title: string;
  minutes: string;
  command: string;
  args: string[];
  /** Reports its counts as Vitest's JSON. */
  counts: boolean;
}

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const setUpMinutes = "5–6";
const isFull = process.argv.includes("--full");

const vitest = (project: string, title: string, minutes: string): Suite => ({
  title,
  minutes,
  command: "vitest",
  args: ["run", "--project", project],
  counts: true,
});

const suites: Suite[] = [
  {
    title: "check: format, lint, types, unused code",
    minutes: "½",
    command: "npm",
    args: ["run", "--silent", "check"],
    counts: false,
  },
  vitest("unit", "unit tests, without any server", "1"),
  vitest(
    "e2e",
    "end to end on real parts (the first time they are installed and built, about 5 minutes)",
    isFull ? "40" : "10",
  ),
];

/** Runs a suite in the foreground; resolves to its exit code. */
function execute({ command, args }: Suite, report: string | undefined): Promise<number> {
  const reporters = report ? ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`] : [];
  const env = { ...process.env, ...(isFull && { CHATOPS_TEST_FULL: "1" }) };
  const child = spawn(command, [...args, ...reporters], { stdio: "inherit", env });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

async function readCounts(report: string): Promise<Counts> {
  const text = await readFile(report, "utf8").catch(() => undefined);
  if (!text) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites } = JSON.parse(text);
  // A file that does not even load has no test that could fail.
  const failed = numFailedTests || numFailedTestSuites;
  return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
}

/** Brings up what the suites run against. Where that cannot be had, the tests that need it say so themselves. */
async function prepare(): Promise<void> {
  const report = (line: string) => console.log(line);
  try {
    await up({ report });
    await install(["chromium", "ssh-keygen"], { report });
  } catch (error) {
    console.log(`Not everything could be set up: ${messageOf(error)}`);
  }
}

/** Runs a suite and adds what it counted to `total`; resolves to whether it ended well. */
async function runSuite(suite: Suite, report: string, total: Counts): Promise<boolean> {
  console.log(`\n— ${suite.title}`);
  const code = await execute(suite, suite.counts ? report : undefined);
  if (suite.counts) {
    const counts = await readCounts(report);
    for (const key of ["passed", "failed", "skipped"] as const) total[key] += counts[key];
  }
  return code === 0;
}

async function main(): Promise<void> {
  const plan = suites.map(({ title, minutes }) => `  ${minutes.padStart(3)}  ${title}`);
  console.log(
    [
      "What this runs, and the minutes it takes on two cores:",
      `  ${setUpMinutes}  the sandbox: engine, registry, ChartMuseum, Redis, browser (½ once they are there)`,
      ...plan,
    ].join("\n"),
  );
  await prepare();
  const folder = await mkdtemp(join(tmpdir(), "chatops-test-"));
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  let failedSuites = 0;
  for (const [index, suite] of suites.entries()) {
    if (!(await runSuite(suite, join(folder, `${index}.json`), total))) failedSuites += 1;
  }
  await rm(folder, { recursive: true, force: true });
  // A suite can fail without a failed test: lint, types, or an error outside of any test.
  const failed = Math.max(total.failed, failedSuites);
  console.log(`\ntests: ${total.passed} passed, ${failed} failed, ${total.skipped} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
}

await main();
