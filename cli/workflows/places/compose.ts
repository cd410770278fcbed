import { join } from "node:path";
import { messageOf } from "../../../lib/errors.ts";
import { withLockFile } from "../../adapters/lock-file.ts";
import { environmentFolder, fallbackFolder, putAside, readState, reasonOf, writeState } from "../../adapters/state.ts";
import type { Steps } from "../../core/steps.ts";
import {
  type Deployment,
  type DeploymentHistory,
  deploymentsText,
  noDeployments,
  parseDeployments,
  withDeployment,
} from "../../domain/deployment/history.ts";

/**
 * A Compose environment's folder on this machine: history, lock, the files that it was deployed with, evidence. It only
 * helps: what runs is known from the containers, and no deployment depends on a file here.
 */
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

/** Runs `task` as the only one at work here. */
export function withPlace<T>(
  { folder, project }: ComposePlace,
  purpose: string,
  { warn }: Steps,
  task: () => Promise<T>,
): Promise<T> {
  const files = [join(folder, "lock"), join(fallbackFolder(), `${project}.lock`)];
  const onUnable = (file: string, error: unknown) => warn(`could not lock ${file}: ${reasonOf(error)}`);
  return withLockFile(files, purpose, onUnable, task);
}

const historyFile = ({ folder }: ComposePlace) => join(folder, "history.json");

/** The deployments of this environment; none, and `onUnreadable` hears why, where they cannot be read. */
export async function readDeployments(
  place: ComposePlace,
  onUnreadable: (why: string) => void = () => {},
): Promise<DeploymentHistory> {
  try {
    const bytes = await readState(historyFile(place));
    const history = bytes ? parseDeployments(Buffer.from(bytes).toString()) : noDeployments;
    if (history) return history;
    onUnreadable(`${historyFile(place)} holds no history`);
  } catch (error) {
    onUnreadable(messageOf(error));
  }
  return noDeployments;
}

/** Adds a deployment to the history. One that cannot be read is put aside; one that cannot be written is a warning. */
export async function record(place: ComposePlace, { warn }: Steps, deployment: Deployment): Promise<void> {
  let unreadable: string | undefined;
  const history = await readDeployments(place, (why) => {
    unreadable = why;
  });
  try {
    if (unreadable) warn(`${unreadable}; it is kept as ${await putAside(historyFile(place), new Date())}`);
    await writeState(historyFile(place), deploymentsText(withDeployment(history, deployment)));
  } catch (error) {
    warn(`The history misses ${deployment.version}: ${messageOf(error)}`);
  }
}

/** The two Compose files that a version was deployed with: the project's own, and ours that is laid over it. */
export const composeFileName = "compose.yaml";
export const overrideFileName = "override.yaml";

/** Where a version's Compose files are kept below a folder, for going back to it. */
export const versionFolder = (folder: string, version: string): string => join(folder, "versions", version);

export const keptFile = ({ folder }: ComposePlace, version: string): string =>
  join(versionFolder(folder, version), composeFileName);
