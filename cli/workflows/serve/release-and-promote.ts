import { join } from "node:path";
import { Failure, messageOf } from "../../../lib/errors.ts";
import { isInside } from "../../adapters/folders.ts";
import { bringToCommit } from "../../adapters/git/served-clone.ts";
import { readProject } from "../../core/config/read.ts";
import { automaticOrder } from "../../domain/environment/gate.ts";
import { outcomeOf } from "../../domain/serve/program-outcome.ts";
import type { Outcome, RunRecord } from "../../domain/serve/run-record.ts";
import type { Told } from "./told.ts";

/** How far a run came. */
export type Ending = Pick<RunRecord, "outcome"> & Told & { exitCode?: number | undefined };

/** A commit, and where it is released. */
interface Work {
  url: string;
  branch: string;
  commit: string;
  /** Folder of chatops.yaml in the repository. */
  directory: string;
  /** Its clone, which is nobody else's. */
  clone: string;
  env: NodeJS.ProcessEnv;
}

/** How a program ended; without an exit code a signal ended it. */
interface Ran {
  exitCode: number | undefined;
  told: Told;
}

interface Making {
  timeoutMs: number;
  /** Whoever wants the run is being stopped. */
  signal: AbortSignal;
  /** Runs chatops. */
  runProgram: (command: string[], project: string, signal: AbortSignal) => Promise<Ran>;
  /** Told what is wrong with the clone. */
  onTrouble: (message: string) => void;
}

/** Brings the clone to the commit, releases it, and promotes what is to be promoted by itself. */
export async function releaseAndPromote(work: Work, making: Making): Promise<Ending> {
  const late = AbortSignal.timeout(making.timeoutMs);
  const signal = AbortSignal.any([making.signal, late]);
  const missing = await bring(work, signal);
  if (missing) {
    making.onTrouble(missing);
    // That says nothing of the commit: the remote may have more to say at the next look.
    return { message: missing, outcome: unless(making.signal, "waiting") };
  }
  const project = join(work.clone, work.directory);
  if (!(await isInside(work.clone, project)))
    return { outcome: "failed", message: `the repository has no folder ${work.directory} of its own` };
  const ended = ({ exitCode, told }: Ran): Ending => ({
    ...told,
    ...(exitCode === undefined && { message: "it was killed from outside, as a machine without memory does" }),
    ...(late.aborted && { message: "it took too long and was stopped" }),
    exitCode,
    outcome: outcomeOf(exitCode, { isStopping: making.signal.aborted }),
  });
  const released = await making.runProgram(["release"], project, signal);
  if (released.exitCode !== 0 || !(await promotesByItself(project))) return ended(released);
  // What is pushed from here on is for the next run, and its values may not fit this version.
  const automatic = ["promote", "--all-auto", "--hold", "--values-of", work.commit];
  const promoted = await making.runProgram(automatic, project, signal);
  return ended({ ...promoted, told: { ...released.told, ...promoted.told } });
}

/** What goes wrong while serve is stopped says nothing. */
export const unless = (signal: AbortSignal, outcome: Outcome): Outcome => (signal.aborted ? "interrupted" : outcome);

/** Brings the clone to the commit. Answers why it cannot be brought there, if so. */
async function bring({ url, branch, commit, clone, env }: Work, signal: AbortSignal): Promise<string | undefined> {
  try {
    const isThere = await bringToCommit(clone, { url, branch, commit }, { env, signal });
    return isThere ? undefined : `the remote has ${commit.slice(0, 7)} no more`;
  } catch (error) {
    return [messageOf(error), ...(error instanceof Failure ? error.details.slice(-1) : [])].join(": ");
  }
}

/** Whether any environment of the commit's chatops.yaml is promoted to by itself. */
const promotesByItself = async (directory: string): Promise<boolean> =>
  automaticOrder((await readProject(directory)).config.environments).length > 0;
