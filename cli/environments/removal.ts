import { isOfRepository } from "../adapters/git/identity.ts";
import type { Repository } from "../adapters/git/repository.ts";
import type { Session } from "../core/session.ts";
import { whoami } from "../core/whoami.ts";
import { artifactsOf, type History, lastHealthy, type Promotion } from "../domain/environment/history.ts";

export interface RemovalRequest {
  repository: Repository;
  /** Folder of the project. */
  directory: string;
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
  /** Removes what runs, as the only one at work there, and the data too if that is asked for; records it. */
  remove(deletesData: boolean): Promise<void>;
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
