import { preconditionError } from "../../lib/errors.ts";
import { ProcessFailure, type RunOptions } from "../../lib/processes.ts";
import { runProgram } from "../core/programs.ts";
import { askAgain } from "../core/retry.ts";

/** A Helm release, and the whole environment in which Helm reaches its cluster and namespace. */
export interface Helm {
  /** Of the Helm release. */
  name: string;
  /** Of the program, such as `4.3.1`. */
  version: string;
  env: NodeJS.ProcessEnv;
}

/** One revision of a Helm release, as `helm history` tells. */
export interface Revision {
  revision: number;
  status:
    | "unknown"
    | "deployed"
    | "uninstalled"
    | "superseded"
    | "failed"
    | "uninstalling"
    | "pending-install"
    | "pending-upgrade"
    | "pending-rollback";
  /** Name and version: `chat-1.4.0`. */
  chart: string;
  description: string;
  /** ISO 8601 */
  updated: string;
}

export interface HelmChart {
  /** Path of the packaged chart. */
  file: string;
  /** Paths of values files, later ones laid over earlier ones. */
  values: string[];
}

type Running = Pick<RunOptions, "signal" | "onLine">;

/** How long what only reads may take: Helm waits for ever for a request that is not answered, so it is asked anew. */
const readMs = 15_000;
const readWithinMs = 40_000;
/** How long making manifests may take, which may be a lot of work. */
const renderMs = 120_000;

const installHint = "Install Helm 3 or 4: https://helm.sh/docs/intro/install/";
const supportedMajors = ["3", "4"];
/** Revisions that Helm keeps; the last healthy one must still be there after a row of failures. */
const keptRevisions = 30;

/**
 * Version of the installed Helm, such as `4.3.1`. Throws where there is none, one that is neither Helm 3 nor 4, or one
 * that is told to keep its revisions elsewhere than in Secrets.
 */
export async function findHelm(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string> {
  verifyDriver(env.HELM_DRIVER);
  const version = await installedVersion(env, signal);
  if (supportedMajors.includes(version.split(".")[0] ?? "")) return version;
  throw preconditionError(`helm ${version} is installed; chatops works with Helm 3 and 4`, { hint: installHint });
}

/** What a killed Helm leaves pending is found and cleared in Secrets, Helm's own default, and nowhere else. */
function verifyDriver(driver = ""): void {
  if (["", "secret", "secrets"].includes(driver)) return;
  throw preconditionError(
    `HELM_DRIVER is ${driver}, and chatops works only where Helm keeps its revisions in Secrets`,
    {
      hint: "Move the revisions into Secrets, as docs/promote.md shows, and unset HELM_DRIVER.",
    },
  );
}

async function installedVersion(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string> {
  try {
    const { stdout } = await runProgram("helm", ["version", "--template", "{{.Version}}"], {
      env,
      signal,
      timeoutMs: readMs,
    });
    return stdout.trim().replace(/^v/, "");
  } catch (error) {
    const isMissing = error instanceof ProcessFailure && error.exitCodeOfProcess === undefined && !error.isTimeout;
    if (!isMissing || signal.aborted) throw error;
    throw preconditionError(error.message, { hint: installHint, cause: error });
  }
}

/** The manifests that a chart and its values make, hooks included and tests left out. Asks no cluster. */
export async function render(
  { name, env }: Helm,
  { file, values }: HelmChart,
  { kubernetes, running }: { kubernetes: string | undefined; running: Running },
): Promise<string> {
  const version = kubernetes ? ["--kube-version", kubernetes] : [];
  const args = ["template", name, file, ...valuesArgs(values), ...version, "--skip-tests"];
  try {
    const { stdout } = await runProgram("helm", args, { ...running, env, timeoutMs: renderMs });
    return stdout;
  } catch (error) {
    if (!(error instanceof ProcessFailure) || error.exitCodeOfProcess === undefined) throw error;
    throw preconditionError(`Helm makes no manifests of the chart ${name} and the environment's values`, {
      details: error.details,
      hint: "Correct the values and push them, or correct the chart and release again.",
      cause: error,
    });
  }
}

const valuesArgs = (files: string[]) => files.flatMap((file) => ["--values", file]);

/** Words of Helm that tell of its way to the API server, not of the release. */
const trouble =
  /connection refused|connection reset|unexpected EOF|: EOF|i\/o timeout|TLS handshake timeout|too many requests|currently unable to handle|etcdserver|an error on the server|InternalError|context deadline exceeded|http2: /i;

/** Runs a command that only reads; again where it did not get through to the API server, since Helm asks once. */
async function read(args: string[], env: Helm["env"], running: Running): Promise<string> {
  const { stdout } = await askAgain(
    { peer: `helm ${args[0]}`, signal: running.signal, withinMs: readWithinMs },
    () => runProgram("helm", args, { ...running, env, timeoutMs: readMs }),
    (tried) => {
      if (!("error" in tried) || !(tried.error instanceof ProcessFailure)) return undefined;
      const isTrouble = tried.error.isTimeout || trouble.test(tried.error.stderr);
      return isTrouble ? { says: "does not get through" } : undefined;
    },
  );
  return stdout;
}

/** The revisions of the Helm release that Helm still has, oldest first; none where it was never installed. */
export async function revisions({ name, env }: Helm, running: Running): Promise<Revision[]> {
  try {
    const args = ["history", name, "--output", "json", "--max", String(keptRevisions)];
    return JSON.parse(await read(args, env, running));
  } catch (error) {
    if (error instanceof ProcessFailure && /release: not found/.test(error.stderr)) return [];
    throw error;
  }
}

/**
 * Installs or upgrades the Helm release, without waiting for what it starts: the cluster's own API tells that earlier
 * and says why. Values of an earlier revision are never reused. Throws ProcessFailure with Helm's own words.
 */
export async function upgrade(
  helm: Helm,
  { file, values, description, timeoutMs }: HelmChart & { description: string; timeoutMs: number },
  running: Running,
): Promise<void> {
  const { name, env } = helm;
  await runProgram(
    "helm",
    [
      ...["upgrade", name, file, "--install", "--reset-values", ...valuesArgs(values)],
      ...["--description", description, "--history-max", String(keptRevisions)],
      ...["--timeout", secondsOf(timeoutMs), ...winning(helm)],
    ],
    { ...running, env },
  );
}

/**
 * What somebody changed by hand gives way to the release: Helm 3 overwrites it, Helm 4 does so where it is told to. Says
 * `--server-side` too, since an installation by Helm 3 would otherwise go on without, and refuse to be told.
 */
const winning = ({ version }: Helm): string[] =>
  version.startsWith("3.") ? [] : ["--server-side=true", "--force-conflicts"];

/** Makes a new revision with what an earlier one had, without waiting for what it starts. */
export async function rollback(helm: Helm, revision: number, timeoutMs: number, running: Running): Promise<void> {
  const { name, env } = helm;
  const kept = ["--history-max", String(keptRevisions), "--timeout", secondsOf(timeoutMs), ...winning(helm)];
  await runProgram("helm", ["rollback", name, String(revision), ...kept], { ...running, env });
}

/** The manifests of one revision, hooks among them. */
export async function manifestOf({ name, env }: Helm, revision: number, running: Running): Promise<string> {
  const get = (what: "manifest" | "hooks") => read(["get", what, name, "--revision", String(revision)], env, running);
  const [manifest, hooks] = await Promise.all([get("manifest"), get("hooks")]);
  return `${manifest}\n---\n${hooks}`;
}

/** Takes the Helm release away. Volumes of its StatefulSets and whatever stands outside of the chart are kept. */
export async function uninstall({ name, env }: Helm, timeoutMs: number, running: Running): Promise<void> {
  await runProgram("helm", ["uninstall", name, "--ignore-not-found", "--timeout", secondsOf(timeoutMs)], {
    ...running,
    env,
  });
}

const secondsOf = (milliseconds: number) => `${Math.ceil(milliseconds / 1_000)}s`;
