import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../lib/errors.ts";
import { install, up } from "../sandbox/index.ts";
import { type Counts, countsOf, failedFiles, failuresOf, type Report, readReport, replaced } from "./test-report.ts";

/** One part of `npm test`, and how long it takes on two cores. */
interface Suite {
  title: string;
  minutes: string;
  command: string;
  args: string[];
  /** Reports its counts as Vitest's JSON. */
  counts: boolean;
}

const setUpMinutes = "12";
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
  vitest("unit", "unit tests, without any server", "3"),
  vitest("e2e*", "end to end on real parts", isFull ? "150" : "17"),
];

/** More files than this fail for a reason that a second try does not mend. */
const mostSecondTries = 4;

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

/** Brings up what the suites run against. Where that cannot be had, the tests that need it say so themselves. */
async function prepare(): Promise<void> {
  const report = (line: string) => console.log(line);
  try {
    await up({ report, cluster: "own" });
    const debian = ["chromium", "ssh-keygen", "groovy", "prometheus", "python3"];
    const tools = [...debian, "operator-crds", "helm", "skaffold", "actionlint"];
    const more = ["kwok", "chart-linters", "check-jsonschema", "victoria-logs", "opensearch", "jaeger", "gitea"];
    await install(isFull ? [...tools, ...more] : tools, { report });
  } catch (error) {
    console.log(`Not everything could be set up: ${messageOf(error)}`);
  }
}

/** Runs a suite's failed files once more; resolves to the report in which their second run counts. */
async function tryAgain(suite: Suite, report: Report, file: string): Promise<Report> {
  const failed = failedFiles(report);
  if (failed.length === 0 || failed.length > mostSecondTries) return report;
  console.log(["\nA second try of what failed:", ...failuresOf(report)].join("\n"));
  await execute({ ...suite, args: [...suite.args, ...failed] }, file);
  return replaced(report, await readReport(file));
}

/** Runs a suite, adds what it counted to `total`, and resolves to what failed, in the end and at the first try only. */
async function runSuite(suite: Suite, file: string, total: Counts): Promise<Record<"failures" | "mended", string[]>> {
  console.log(`\n— ${suite.title}`);
  const code = await execute(suite, suite.counts ? file : undefined);
  const first = suite.counts ? await readReport(file) : undefined;
  const report = first && (await tryAgain(suite, first, `${file}.again`));
  if (suite.counts) {
    const counts = countsOf(report);
    for (const key of ["passed", "failed", "skipped"] as const) total[key] += counts[key];
  }
  const failures = failuresOf(report);
  const mended = failuresOf(first).filter((failure) => !failures.some((left) => headOf(left) === headOf(failure)));
  // A suite can fail without a failed test: lint, types, or an error outside of any test.
  const isUnexplained = code !== 0 && failuresOf(first).length === 0;
  return { failures: isUnexplained ? [`${suite.title} (exit code ${code})`] : failures, mended };
}

const headOf = (failure: string) => failure.split("\n", 1)[0];

async function main(): Promise<void> {
  const plan = suites.map(({ title, minutes }) => `  ${minutes.padStart(3)}  ${title}`);
  console.log(
    [
      "What this runs, and the minutes it takes on two cores:",
      `  ${setUpMinutes}  the sandbox: engine, registry, ChartMuseum, Redis; browser, Helm, Skaffold, Groovy (½ once they are there)`,
      ...plan,
    ].join("\n"),
  );
  await prepare();
  const folder = await mkdtemp(join(tmpdir(), "chatops-test-"));
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  const failures: string[] = [];
  const mended: string[] = [];
  for (const [index, suite] of suites.entries()) {
    const ran = await runSuite(suite, join(folder, `${index}.json`), total);
    failures.push(...ran.failures);
    mended.push(...ran.mended);
  }
  await rm(folder, { recursive: true, force: true });
  for (const failure of mended) console.log(`\nfailed at first, passed at the second try: ${failure}`);
  for (const failure of failures) console.log(`\nfailed: ${failure}`);
  const failed = Math.max(total.failed, failures.length);
  console.log(`\ntests: ${total.passed} passed, ${failed} failed, ${total.skipped} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
}

await main();
