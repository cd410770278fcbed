import { join } from "node:path";
import { environmentFolder, readState, writeState } from "../../adapters/state.ts";
import { type Deployment, withDeployment } from "../../domain/deployment/history.ts";

/** A Compose environment's folder on this machine: history, lock, the files that it was deployed with, evidence. */
export interface ComposePlace {
  environment: string;
  /** Name of the Compose project: one per environment, so that two never share containers. */
  project: string;
  folder: string;
}

export const composePlace = (env: NodeJS.ProcessEnv, name: string, environment: string): ComposePlace => ({
  environment,
  project: `${name}-${environment}`,
  folder: environmentFolder(env, name, environment),
});

export const lockOf = ({ folder }: ComposePlace): string => join(folder, "lock");

const historyFile = ({ folder }: ComposePlace) => join(folder, "history.json");

/** The deployments of this environment, oldest first. */
export async function readDeployments(place: ComposePlace): Promise<Deployment[]> {
  const bytes = await readState(historyFile(place));
  return bytes ? JSON.parse(Buffer.from(bytes).toString()) : [];
}

/** Adds a deployment to the history. */
export async function record(place: ComposePlace, deployment: Deployment): Promise<void> {
  const history = withDeployment(await readDeployments(place), deployment);
  await writeState(historyFile(place), `${JSON.stringify(history, null, 2)}\n`);
}

/** The Compose files that a version was deployed with, kept for going back to it: the project's own, then ours. */
export function filesOf({ folder }: ComposePlace, version: string): { own: string; override: string } {
  const kept = join(folder, "versions", version);
  return { own: join(kept, "compose.yaml"), override: join(kept, "override.yaml") };
}
