import { runProgram } from "../../core/programs.ts";
import {
  type Helm,
  type HelmChart,
  isHelm3,
  keptRevisions,
  type Running,
  type Upgrading,
  upgradeArgs,
} from "./program.ts";

export interface Upgrade extends Upgrading {
  /** Of the revision. */
  description: string;
  timeoutMs: number;
  /** Whether Helm waits until all is ready, as hooks that run afterwards may need it to. */
  waits: boolean;
}

/**
 * Installs or upgrades the Helm release; it is not waited for what that starts, unless `waits` says so: the cluster's own
 * API tells that earlier and says why. Throws ProcessFailure with Helm's own words.
 */
export async function upgrade(
  helm: Helm,
  { description, timeoutMs, waits, ...upgrading }: HelmChart & Upgrade,
  running: Running,
): Promise<void> {
  const { name, env } = helm;
  await runProgram(
    "helm",
    [
      ...upgradeArgs(name, upgrading),
      ...["--description", description, "--history-max", String(keptRevisions)],
      ...["--timeout", secondsOf(timeoutMs), ...(waits ? ["--wait"] : []), ...winning(helm)],
    ],
    { ...running, env },
  );
}

/**
 * What somebody changed by hand gives way to the release: Helm 3 overwrites it, Helm 4 does so where it is told to. Says
 * `--server-side` too, since an installation by Helm 3 would otherwise go on without, and refuse to be told.
 */
const winning = (helm: Helm): string[] => (isHelm3(helm) ? [] : ["--server-side=true", "--force-conflicts"]);

/** Makes a new revision with what an earlier one had, without waiting for what it starts. */
export async function rollback(helm: Helm, revision: number, timeoutMs: number, running: Running): Promise<void> {
  const { name, env } = helm;
  const kept = ["--history-max", String(keptRevisions), "--timeout", secondsOf(timeoutMs), ...winning(helm)];
  await runProgram("helm", ["rollback", name, String(revision), ...kept], { ...running, env });
}

/** Takes the Helm release away. Volumes of its StatefulSets and whatever stands outside of the chart are kept. */
export async function uninstall({ name, env }: Helm, timeoutMs: number, running: Running): Promise<void> {
  await runProgram("helm", ["uninstall", name, "--ignore-not-found", "--timeout", secondsOf(timeoutMs)], {
    ...running,
    env,
  });
}

const secondsOf = (milliseconds: number) => `${Math.ceil(milliseconds / 1_000)}s`;
