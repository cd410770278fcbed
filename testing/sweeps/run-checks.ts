import { errorOf, type Ran } from "../chatops/built-chatops.ts";
import type { Fate, Standing } from "./sweep-target.ts";

/** What a run met, and all that was seen of it. */
export interface FaultyRun {
  fate: Fate;
  /** What ran before, and what was to take its place. */
  from: string;
  to: string;
  /** Whether Helm or Compose met the fault, and may have ended by it. */
  struckProgram: boolean;
  ran: Ran;
  before: Standing;
  after: Standing;
  /** All that was answered meanwhile, as status and text. */
  answers: string[];
  /** How long nobody answered, in milliseconds. */
  silence: number;
  isSeamless: boolean;
}

/** What `timeout` ends with where the program heard it. */
const timedOut = 124;
/** A lost connection or two on a busy machine are not what this looks for. */
const longestSilence = 1_000;
const crashed = 21;
/** What the version itself is to be blamed for. */
const own: Record<Fate, number[]> = { refused: [29], crashing: [crashed], good: [] };
/** Helm or Compose did not do its work, or it cannot be said. */
const notApplied = [30, 31];
/** A check before any change; no other run is there that could hold a lock. */
const unchanged = [2, 3];

/** Everything about a run that is not as it has to be: the application was made worse, or what is said is not true. */
export const problemsOf = (exposure: FaultyRun): string[] => [
  ...endProblems(exposure),
  ...serviceProblems(exposure),
  ...dataProblems(exposure),
  ...(exposure.fate === "refused" ? refusalProblems(exposure) : []),
];

/** Whether a run ended as it does without any fault. */
export const isComplete = ({ fate, from, to, ran }: Pick<FaultyRun, "fate" | "from" | "to" | "ran">): boolean => {
  if (fate === "good") return ran.exitCode === 0 && ran.result?.version === to;
  return fate === "crashing" && ran.exitCode === crashed && wentTo(ran) === from;
};

function endProblems(exposure: FaultyRun): string[] {
  const { ran, fate, before, after } = exposure;
  const { exitCode, signal, result } = ran;
  if (signal) return [`does not end, and has to be ended by ${signal}`];
  if (exitCode === timedOut) return ["does not end"];
  if (exitCode === 1) return [`calls it a bug: ${causeOf(ran)}`];
  if (exitCode === 0) return fate === "good" ? [] : [`says that it is ${result?.outcome}`];
  if (!unchanged.includes(exitCode ?? 0)) return [...verdictProblems(exposure), ...rollbackProblems(exposure)];
  return after.made === before.made ? [] : [`exit code ${exitCode}, yet ${before.made} became ${after.made}`];
}

/** A failure of the program itself hides what would have become of the version. */
function verdictProblems({ ran, fate, struckProgram }: FaultyRun): string[] {
  const isTrue = [...own[fate], ...notApplied].includes(ran.exitCode ?? 0);
  const isHidden = ran.exitCode !== crashed && fate === "crashing" && !struckProgram;
  return isTrue && !isHidden ? [] : [`exit code ${ran.exitCode}: ${causeOf(ran)}`];
}

function rollbackProblems({ ran, from, before, after }: FaultyRun): string[] {
  const target = wentTo(ran);
  if (target !== undefined) return target === from ? [] : [`went back to ${target}`];
  return after.made === before.made ? [] : [`does not say that it went back, yet ${before.made} became ${after.made}`];
}

/** The version that a run says it rolled back to. */
export const wentTo = ({ result }: Ran): string | undefined =>
  result?.aftermath?.did === "rolledBack" ? result.aftermath.version : undefined;

const causeOf = (ran: Ran): string =>
  ran.result?.verdict?.cause ?? errorOf(ran)?.message ?? (ran.stderr.slice(-200) || "nothing said");

function serviceProblems({ fate, from, to, ran, after, answers, silence, isSeamless }: FaultyRun): string[] {
  const should = fate === "good" && ran.exitCode === 0 ? to : from;
  const [runs = "nothing"] = (after.answer ?? "").split(" ").filter(Boolean);
  const allowed = fate === "good" ? [from, to] : [from];
  const foreign = answers.filter((answer) => !allowed.some((version) => answer.startsWith(`200 ${version} `)));
  // Compose replaces a container by taking it away first.
  const mayBeSilent = !isSeamless && fate !== "refused";
  return [
    ...(runs === should ? [] : [`${runs} runs, and it should be ${should}`]),
    ...(foreign.length > 0 ? [`answered ${foreign.join(", ")}`] : []),
    ...(silence > longestSilence && !mayBeSilent ? [`nobody answered for ${(silence / 1_000).toFixed(1)} s`] : []),
  ];
}

function dataProblems({ before, after }: FaultyRun): string[] {
  const markOf = ({ answer = "" }: Standing) => answer.split(" ")[1];
  const isLost = after.answer !== undefined && markOf(after) !== markOf(before);
  return [
    ...(after.volume === before.volume ? [] : ["the volume is gone"]),
    ...(isLost ? ["the data is gone"] : []),
    ...(after.isBlamed ? ["the record says of what runs that it failed"] : []),
  ];
}

const refusalProblems = ({ before, after }: FaultyRun): string[] =>
  after.made === before.made ? [] : [`${before.made} became ${after.made}`];
