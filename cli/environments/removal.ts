import { preconditionError } from "../../lib/errors.ts";
import { isOfRepository } from "../adapters/git/identity.ts";
import type { Repository } from "../adapters/git/repository.ts";
import type { Session } from "../core/session.ts";
import { whoami } from "../core/whoami.ts";
import { artifactsOf, type History, lastHealthy, type Promotion } from "../domain/environment/history.ts";

export interface RemovalRequest {
  repository: Repository;
  /** Folder of the project. */
  directory: string;
  /** How long it is waited for what is removed to be gone. */
  timeoutMs: number;
}

/** What holds data and outlives what runs: a claim, a volume, or a Secret with the password to one. */
export interface Data {
  kind: "claim" | "secret" | "volume";
  name: string;
}

/** What there is to be removed. */
export interface PreparedRemoval {
  /** The version that runs, or its name there; undefined if nothing does. */
  running: string | undefined;
  data: Data[];
  /** Nothing runs, and the history still calls it healthy: a removal was stopped, or somebody removed it without chatops. */
  isUnrecorded: boolean;
  /**
   * Removes what runs, as the only one at work there, and of this data what is still there if that is asked for; records
   * it. Throws if something else runs by now.
   */
  remove(deletesData: boolean): Promise<RemovedData>;
}

/** What became of the data. */
export interface RemovedData {
  kept: Data[];
  deleted: Data[];
}

/** Throws if what runs by now is not what somebody said should be removed. */
export function verifyConfirmed(confirmed: string | undefined, running: string | undefined): void {
  if (running === confirmed || running === undefined) return;
  const before = confirmed === undefined ? "where nothing ran" : `and not ${confirmed}`;
  throw preconditionError(`${running} runs there by now, ${before}; nothing was changed`, {
    hint: "Run the same command again to remove that.",
  });
}

/** Which of the data that is there by now is deleted: only what somebody was told of. */
export function divideData<T extends Data>(
  found: readonly T[],
  confirmed: readonly Data[],
  deletesData: boolean,
): { kept: T[]; deleted: T[] } {
  const isConfirmed = ({ kind, name }: Data) => confirmed.some((one) => one.kind === kind && one.name === name);
  const isDeleted = (data: T) => deletesData && isConfirmed(data);
  return { kept: found.filter((data) => !isDeleted(data)), deleted: found.filter(isDeleted) };
}

/** Whose it is, in words, by the repository that is recorded for it; undefined if that is this one. */
export async function foreignerOf(recorded: string | undefined, repository: Repository): Promise<string | undefined> {
  if (!recorded) return "was not promoted by chatops, as far as anything says";
  return (await isOfRepository(repository, recorded)) ? undefined : `is of another repository, ${recorded}`;
}

/** Records that somebody removed what ran. It is removed all the same if that fails. */
export async function recordRemoval(
  { steps, env }: Session,
  history: History,
  record: (promotion: Promotion) => Promise<void>,
): Promise<void> {
  const last = lastHealthy(history) ?? history.promotions.at(-1);
  if (!last || steps.dryRun) return;
  const now = new Date().toISOString();
  await record({ ...artifactsOf(last), outcome: "removed", at: now, by: whoami(env) }).catch((error: Error) =>
    steps.warn(`The history of this environment cannot be written: ${error.message}`),
  );
}
