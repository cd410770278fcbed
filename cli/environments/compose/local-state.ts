import { join } from "node:path";
import { messageOf } from "../../../lib/errors.ts";
import type { Engine } from "../../adapters/engine.ts";
import { holdMark, markHold } from "../../adapters/hold-mark.ts";
import { withLockFile } from "../../adapters/lock-file.ts";
import { environmentFolder, fallbackFolder, putAside, readState, reasonOf, writeState } from "../../adapters/state.ts";
import type { Steps } from "../../core/steps.ts";
import {
  type HeldEntry,
  type History,
  historyText,
  noHistory,
  type Promotion,
  parseHistory,
  withHold,
  withNewerHold,
  withPromotion,
} from "../../domain/environment/history.ts";

/**
 * A Compose environment's folder on this machine: history, lock, the files that it was deployed with, evidence. It only
 * helps: what runs is known from the containers, and no promotion depends on a file here.
 */
export interface LocalState {
  environment: string;
  /** Name of the Compose project: one per environment, so that two never share containers. */
  project: string;
  folder: string;
  /** Takes the lock if the folder cannot. */
  fallback: string;
}

export const localState = (env: NodeJS.ProcessEnv, name: string, environment: string): LocalState => ({
  environment,
  project: `${name}-${environment}`,
  folder: environmentFolder(env, name, environment),
  fallback: fallbackFolder(env),
});

/** Runs `task` as the only one at work here. */
export function withLock<T>(
  { folder, fallback, project }: LocalState,
  purpose: string,
  { warn }: Steps,
  task: () => Promise<T>,
): Promise<T> {
  const files = [join(folder, "lock"), join(fallback, `${project}.lock`)];
  const onUnable = (file: string, error: unknown) => warn(`could not lock ${file}: ${reasonOf(error)}`);
  return withLockFile(files, purpose, onUnable, task);
}

const historyFile = ({ folder }: LocalState) => join(folder, "history.json");

/** The history of this environment; an empty one, and `onUnreadable` hears why, if it cannot be read. */
export async function readHistory(local: LocalState, onUnreadable: (why: string) => void = () => {}): Promise<History> {
  try {
    const bytes = await readState(historyFile(local));
    const history = bytes ? parseHistory(Buffer.from(bytes).toString()) : noHistory;
    if (history.unreadable === undefined) return history;
    onUnreadable(`${historyFile(local)} holds no history`);
  } catch (error) {
    onUnreadable(messageOf(error));
  }
  return noHistory;
}

/** The same, with what the engine says of a hold: another machine that uses it may have written that. */
export async function readHistoryOf(engine: Engine, local: LocalState): Promise<History> {
  const [history, told] = await Promise.all([readHistory(local), holdMark(engine, local.project)]);
  return withNewerHold(history, told);
}

/** Adds a promotion, or its outcome, to the history. */
export const recordPromotion = (
  local: LocalState,
  { warn }: Pick<Steps, "warn">,
  promotion: Promotion,
): Promise<void> => change(local, warn, (history) => withPromotion(history, promotion));

/** Writes down, here and on the engine, that somebody holds the environment, or lets it go on. */
export async function recordHold(
  local: LocalState,
  warn: Steps["warn"],
  { hold, connect }: { hold: HeldEntry; connect: () => Promise<Engine> },
): Promise<void> {
  const marking = async () => markHold(await connect(), local.project, hold);
  const [written, marked] = await Promise.allSettled([
    change(local, warn, (history) => withHold(history, hold)),
    marking(),
  ]);
  if (written.status === "fulfilled" && marked.status === "fulfilled") return;
  // One of them is enough for whoever promotes from here.
  if (written.status === "rejected" && marked.status === "rejected") throw written.reason;
  if (marked.status === "rejected") warn(`Only this machine knows of it: ${messageOf(marked.reason)}`);
  if (written.status === "rejected") warn(`Only the engine knows of it: ${messageOf(written.reason)}`);
}

/** A history that cannot be read is put aside first. */
async function change(local: LocalState, warn: Steps["warn"], to: (history: History) => History): Promise<void> {
  let unreadable: string | undefined;
  const history = await readHistory(local, (why) => {
    unreadable = why;
  });
  if (unreadable) warn(`${unreadable}; it is kept as ${await putAside(historyFile(local), new Date())}`);
  await writeState(historyFile(local), historyText(to(history)));
}

/** What a version was started from: one Compose file of all that it had, and its own `.env`, if it has one. */
export const composeFileName = "compose.json";
export const envFileName = ".env";
/** Laid over the files of what somebody else started. */
export const overrideFileName = "override.yaml";

/** Where what a version was started from is kept below a folder, for going back to it. */
export const versionFolder = (folder: string, version: string): string => join(folder, "versions", version);

export const keptFile = ({ folder }: LocalState, version: string): string =>
  join(versionFolder(folder, version), composeFileName);

/** Where files that containers mount are kept below a folder, by what is in them. */
export const filesFolder = (folder: string): string => join(folder, "files");
