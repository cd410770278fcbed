import { isOfRepository } from "../adapters/git/identity.ts";
import type { Repository } from "../adapters/git/repository.ts";
import type { Session } from "../core/session.ts";
import { whoami } from "../core/whoami.ts";
import { artifactsOf, type History, lastHealthy, type Promotion } from "../domain/environment/history.ts";

export interface RemovalRequest {
  /** Undefined if the project lies in none. */
  repository: Repository | undefined;
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

/** The other repository that an environment is of, by its history; undefined if it is of this one, or says nothing. */
export async function foreignRepository(
  { promotions }: History,
  { repository }: RemovalRequest,
): Promise<string | undefined> {
  const recorded = promotions.at(-1)?.repository;
  if (!recorded || !repository || (await isOfRepository(repository, recorded))) return undefined;
  return recorded;
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
