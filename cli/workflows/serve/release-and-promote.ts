import { join } from "node:path";
import { Failure, messageOf } from "../../../lib/errors.ts";
import { isInside } from "../../adapters/folders.ts";
import { bringToCommit } from "../../adapters/git/served-clone.ts";
import { readProject } from "../../core/config/read.ts";
import { automaticOrder } from "../../domain/environment/gate.ts";
import { endedBy, outcomeOf } from "../../domain/serve/program-outcome.ts";
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

/** A program that is started, and does nothing before it is let go. */
interface Waiting {
  begin: () => Promise<Ran>;
  forgo: () => void;
}

interface Making {
  timeoutMs: number;
  /** Whoever wants the run is being stopped. */
  signal: AbortSignal;
  /** Starts chatops. */
  prepare: (command: string[], project: string, signal: AbortSignal) => Waiting;
  /** Told what is wrong with the clone. */
  onTrouble: (message: string) => void;
}

/**
 * Brings the clone to the commit, releases it, and promotes what is to be promoted by itself. Each program is started while what comes
 * before it is at work: on a busy machine that alone takes seconds.
 */
export async function releaseAndPromote(work: Work, making: Making): Promise<Ending> {
  const late = AbortSignal.timeout(making.timeoutMs);
  const signal = AbortSignal.any([making.signal, late]);
  const project = join(work.clone, work.directory);
  const started: Waiting[] = [];
  const prepare = (command: string[]) => {
    const program = making.prepare(command, project, signal);
    started.push(program);
    return program;
  };
  const ended = ({ exitCode, told }: Ran): Ending => ({
    ...told,
    ...endedBy(exitCode, { isStopping: making.signal.aborted, isLate: late.aborted }),
    exitCode,
    outcome: outcomeOf(exitCode, { isStopping: making.signal.aborted }),
  });
  try {
    const releasing = prepare(["release"]);
    const missing = await bring(work, signal);
    if (missing) {
      making.onTrouble(missing);
      // That says nothing of the commit: the remote may have more to say at the next look.
      return { message: missing, outcome: unless(making.signal, "waiting") };
    }
    if (!(await isInside(work.clone, project)))
      return { outcome: "failed", message: `the repository has no folder ${work.directory} of its own` };
    // What is pushed from here on is for the next run, and its values may not fit this version.
    const automatic = ["promote", "--all-auto", "--hold", "--values-of", work.commit];
    const promoting = (await promotesByItself(project)) ? prepare(automatic) : undefined;
    const released = await releasing.begin();
    if (released.exitCode !== 0 || !promoting) return ended(released);
    const promoted = await promoting.begin();
    return ended({ ...promoted, told: { ...released.told, ...promoted.told } });
  } finally {
    for (const program of started) program.forgo();
  }
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

/** Whether any environment of the commit's chatops.yaml is promoted to by itself. What is wrong with that file is told by the release. */
const promotesByItself = (directory: string): Promise<boolean> =>
  readProject(directory).then(
    ({ config }) => automaticOrder(config.environments).length > 0,
    () => false,
  );
