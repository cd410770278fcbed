import { expect } from "vitest";
import { errorOf, type Ran } from "../chatops/built-chatops.ts";
import { expectOneRelease } from "../chatops/one-release.ts";
import { reservationsOn, tagsOf } from "../git/git-project.ts";
import type { Published } from "../servers/own-servers.ts";
import { isFull } from "../setup/short-run.ts";
import { type FreshProject, login, type NamedWeakness, type ReleasePlace } from "./release-place.ts";
import { type Fault, faultsFor } from "./sweep-plan.ts";
import { lineOf, type Row, rowOf, summaryOf, writeTable } from "./sweep-table.ts";
import type { Next } from "./sweep-target.ts";

const seed = Number(process.env.CHATOPS_TEST_SEED ?? 1);
/** How many faults a release meets. */
const most = Number(process.env.CHATOPS_TEST_FAULTS ?? (isFull ? Infinity : 3));

const next: Next = { title: "release", fate: "good", versions: [] };

/** Releases once for each request that can fail, writes the table of all runs, and names each that went wrong. */
export async function expectReleasedAfterAll(publish: Published, place: ReleasePlace): Promise<void> {
  console.log(`release: CHATOPS_TEST_SEED=${seed}`);
  const rows: Row[] = [];
  try {
    for await (const row of sweep(publish, place)) {
      console.log(lineOf(row));
      rows.push(row);
    }
  } finally {
    console.log([...summaryOf(rows), writeTable("faults-release", rows)].join("\n"));
  }
  expect(rows.filter(({ problems }) => problems.length > 0).map(lineOf)).toEqual([]);
}

async function* sweep(publish: Published, place: ReleasePlace): AsyncGenerator<Row> {
  const { row, uses } = await runWithFault(publish, place);
  yield row;
  for (const fault of faultsFor({ nexts: [next], weaknesses: place.weaknesses }, next, { uses, seed, most })) {
    yield (await runWithFault(publish, place, fault)).row;
  }
}

/** Releases a project of its own while one request fails, and then once more. */
async function runWithFault(publish: Published, { weaknesses, begin }: ReleasePlace, fault?: Fault) {
  const project = begin();
  for (const weakness of weaknesses) weakness.arm();
  fault?.weakness.arm(fault.nth, fault.way);
  const start = performance.now();
  const ran = await project.release();
  const seconds = (performance.now() - start) / 1_000;
  const uses = weaknesses.map((weakness) => weakness.uses());
  const use = fault?.weakness.uses()[fault.nth - 1];
  for (const weakness of weaknesses) weakness.arm();
  const struck = weaknesses.find((weakness) => weakness === fault?.weakness);
  const problems = [
    ...problemsOf(project, ran, struck),
    ...(await problemsAgain(publish, project, await project.release())),
  ];
  return { row: rowOf({ next, fault, struck: use, ran, seconds, problems }), uses };
}

/** What a run has to say against it: what it says is not true, or it left something half-made. */
function problemsOf(project: FreshProject, ran: Ran, struck: NamedWeakness | undefined): string[] {
  const { exitCode, signal, stdout, stderr } = ran;
  const isOut = tagsOf(project.remote).length > 0;
  const left = project.leftInTemporary();
  return [
    ...(signal || exitCode === null || exitCode > 100 ? [`does not end: ${signal ?? exitCode}`] : []),
    ...(exitCode === 0 ? [] : sentenceProblems(ran, struck)),
    ...((exitCode === 0) === isOut ? [] : [`exit code ${exitCode}, yet it is ${isOut ? "" : "not "}released`]),
    ...(stderr === "" ? [] : [`says on stderr: ${stderr}`]),
    ...(`${stdout}${stderr}`.includes(login.password) ? ["tells the password"] : []),
    ...(left.length > 0 ? [`leaves ${left.join(", ")}`] : []),
    ...(isOut || tagsOf(project.directory).length === 0 ? [] : ["leaves its tag in the local repository"]),
    ...reservationProblems(project, struck),
  ];
}

/** A failure is told by its part, and with a way out; nobody else is there, so that no other run can be in the way. */
function sentenceProblems(ran: Ran, struck: NamedWeakness | undefined): string[] {
  const { message = "nothing", details = [], hint } = errorOf(ran) ?? {};
  const said = [message, ...details].join("\n");
  return [
    ...(ran.exitCode === 3 ? [] : [`exit code ${ran.exitCode}: ${said}`]),
    ...(hint ? [] : [`says no way out: ${said}`]),
    ...(struck && said.includes(struck.called) ? [] : [`does not name ${struck?.called}: ${said}`]),
  ];
}

/** Only a Git host that fails can be why it could not be taken back. */
const reservationProblems = ({ remote }: FreshProject, struck: NamedWeakness | undefined): string[] =>
  struck?.name === "Git host" || reservationsOn(remote).length === 0 ? [] : ["leaves its reservation"];

/** The same command completes it. */
async function problemsAgain(publish: Published, project: FreshProject, ran: Ran): Promise<string[]> {
  const { exitCode, result } = ran;
  if (exitCode !== 0 || result?.version !== "0.1.0") {
    return [`the same command again: ${exitCode}, ${errorOf(ran)?.message ?? result?.version}`];
  }
  return expectOneRelease(publish, project).then(
    () => [],
    (error: Error) => [`the same command again: ${error.message}`],
  );
}
