import { chatops, programPath, type Ran } from "../chatops/built-chatops.ts";
import type { Project } from "../git/git-project.ts";
import { clientsOf } from "../servers/clients.ts";
import { type FaultyRun, isComplete, problemsOf } from "./run-checks.ts";
import type { Fault } from "./sweep-plan.ts";
import { type Row, rowOf, saidBy } from "./sweep-table.ts";
import type { Next, Standing, SweepTarget } from "./sweep-target.ts";

interface Disturbance {
  fault: Fault;
  /** How it ends without any fault. */
  usual: Ran;
}

interface Exposing {
  row: Row;
  ran: Ran;
  /** The uses of each weakness. */
  uses: string[][];
}

/** Brings one version over a healthy one, with a fault or without, and looks what became of it. */
export async function runWithFault(place: SweepTarget, next: Next, disturbance?: Disturbance): Promise<Exposing> {
  const { fault, usual } = disturbance ?? {};
  const before = await healthyStanding(place);
  const from = versionOf(before);
  const to = next.versions.find((version) => version !== from) ?? "";
  const { seconds, uses, ...seen } = await runDisturbed(place, to, fault);
  const struck = fault && uses[place.weaknesses.indexOf(fault.weakness)]?.[fault.nth - 1];
  const exposure: FaultyRun = {
    ...{ fate: next.fate, from, to, before, after: await place.look(), isSeamless: place.isSeamless, ...seen },
    struckProgram: struck !== undefined && fault?.weakness.isOfProgram(struck) === true,
  };
  const problems = [...problemsOf(exposure), ...(usual ? await problemsAgain(place, exposure, usual) : [])];
  const { ran } = seen;
  return { row: rowOf({ next, fault, struck, ran, seconds, problems }), ran, uses };
}

interface Disturbed extends Pick<FaultyRun, "ran" | "answers" | "silence">, Pick<Exposing, "uses"> {
  seconds: number;
}

/** One run with one fault, while a client asks all the time. */
async function runDisturbed(place: SweepTarget, version: string, fault: Fault | undefined): Promise<Disturbed> {
  const { weaknesses } = place;
  const disarm = () => {
    for (const weakness of weaknesses) weakness.arm();
  };
  const clients = clientsOf(place.address(), { count: 1, everyMs: 100, timeout: 2_000 });
  disarm();
  fault?.weakness.arm(fault.nth, fault.way);
  const start = performance.now();
  const ran = await place.run(version);
  const seconds = (performance.now() - start) / 1_000;
  const uses = weaknesses.map((weakness) => weakness.uses());
  disarm();
  await clients.stop();
  return { ran, seconds, uses, answers: [...clients.answers.keys()], silence: clients.longestSilence() };
}

const versionOf = ({ answer = "" }: Standing): string => answer.split(" ")[0] ?? "";

/** What stands there, once that is healthy and in order. */
async function healthyStanding(place: SweepTarget): Promise<Standing> {
  const healthy = place.nexts.find(({ fate }) => fate === "good")?.versions ?? [];
  const found = await place.look();
  const isInOrder = found.volume !== undefined && found.leftovers.length === 0 && !found.isBlamed;
  if (isInOrder && healthy.includes(versionOf(found))) return found;
  await startAnew(place);
  return place.look();
}

/** Makes the first version healthy there, with nothing behind it. */
async function startAnew({ nexts, takeAway, run }: SweepTarget): Promise<void> {
  takeAway();
  const [version = ""] = nexts.find(({ fate }) => fate === "good")?.versions ?? [];
  const { exitCode, stdout, stderr } = await run(version);
  if (exitCode !== 0) throw new Error(`${version} is not healthy without any fault: ${stdout}${stderr}`);
}

/** What the same command without a fault has to say against it: it completes, whatever happened before. */
async function problemsAgain(place: SweepTarget, exposure: FaultyRun, usual: Ran): Promise<string[]> {
  const { fate, from, to, after } = exposure;
  // Where all is as usual, the run of the next fault is the same command again; one that has nothing to do is soon done.
  if (fate !== "good" && isComplete(exposure) && after.leftovers.length === 0) return [];
  const ran = await place.run(to);
  const found = await place.look();
  const isAsUsual = fate === "refused" ? ran.exitCode === usual.exitCode : isComplete({ ...exposure, ran });
  const runs = versionOf(found);
  return [
    ...(isAsUsual ? [] : [`the same command again: ${ran.exitCode}, ${saidBy(ran)}`]),
    ...(runs === (fate === "good" ? to : from) ? [] : [`the same command again: ${runs || "nothing"} runs`]),
    ...found.leftovers.map((leftover) => `left behind: ${leftover}`),
  ];
}

/** How long a run may take at most: until it gives up waiting, and the way back. */
const bound = "150s";

/** Runs chatops, and ends it where it does not end by itself. */
export const runBounded = ({ user, directory }: Project, env: NodeJS.ProcessEnv, args: string[]): Promise<Ran> =>
  chatops([bound, process.execPath, programPath, ...args, "--timeout", "30s"], {
    cwd: directory,
    env: { ...user.env, ...env },
    node: "timeout",
    program: "--kill-after=10s",
  });
