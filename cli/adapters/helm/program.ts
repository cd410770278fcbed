import { preconditionError } from "../../../lib/errors.ts";
import { ProcessFailure, type RunOptions } from "../../../lib/processes.ts";
import { runProgram } from "../../core/programs.ts";
import { askAgain } from "../../core/retry.ts";
import { Unreachable } from "../../core/unreachable.ts";

/** A Helm release, and the whole environment in which Helm reaches its cluster and namespace. */
export interface Helm {
  /** Of the Helm release. */
  name: string;
  /** Of the program, such as `4.3.1`. */
  version: string;
  env: NodeJS.ProcessEnv;
}

/** Helm 3 works out by itself what to change; from Helm 4 on the API server merges. */
export const isHelm3 = ({ version }: Helm): boolean => version.startsWith("3.");

export interface HelmChart {
  /** Path of the packaged chart. */
  file: string;
  /** Paths of values files, later ones laid over earlier ones. */
  values: string[];
}

/** What Helm does with a chart. */
export interface Upgrading {
  /** Whether there may be nothing yet to upgrade: Helm reads all of its revisions once more to find out. */
  installs: boolean;
}

export type Running = Pick<RunOptions, "signal" | "onLine">;

/** How long what only reads may take: Helm waits for ever for a request that is not answered, so it is asked anew. */
const readMs = 15_000;
const readWithinMs = 40_000;

/** Revisions that Helm keeps; the last healthy one must still be there after a row of failures. */
export const keptRevisions = 30;

export const installHint = "Install Helm 3 or 4: https://helm.sh/docs/intro/install/";
const supportedMajors = ["3", "4"];
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

/** Whether there is a program called helm, of whatever version. */
export const isHelmInstalled = (env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<boolean> =>
  installedVersion(env, signal).then(
    () => true,
    (error) => {
      if (signal.aborted || error instanceof ProcessFailure) throw error;
      return false;
    },
  );

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

export const valuesArgs = (files: string[]) => files.flatMap((file) => ["--values", file]);

/** Values of an earlier revision are never reused. */
export const upgradeArgs = (name: string, { file, values, installs }: HelmChart & Upgrading): string[] => [
  ...["upgrade", name, file, ...(installs ? ["--install"] : []), "--reset-values", withoutSchemas],
  ...valuesArgs(values),
];

/**
 * Helm reads the schemas of all kinds for it, which takes most of its time, to find that the API server checks the fields
 * itself; that is asked about each object before anything is applied.
 */
const withoutSchemas = "--disable-openapi-validation";

/** Words of Helm that tell of its way to the API server, not of the release. */
const trouble =
  /connection refused|connection reset|unexpected EOF|: EOF|i\/o timeout|TLS handshake timeout|too many requests|currently unable to handle|etcdserver|an error on the server|InternalError|context deadline exceeded|http2: /i;

/** Words about the chart's own text, which may end in the middle, or say anything: `unexpected EOF` is an `if` without `end`. */
const ofTemplates = /parse error|error at \(/i;

const isTrouble = ({ stderr }: ProcessFailure): boolean => trouble.test(stderr) && !ofTemplates.test(stderr);

/** Runs a command that only reads; again where it did not get through to the API server, since Helm asks once. */
export async function read(args: string[], env: Helm["env"], running: Running, timeoutMs = readMs): Promise<string> {
  const start = performance.now();
  const { stdout } = await askAgain(
    { peer: `helm ${args[0]}`, signal: running.signal, withinMs: Math.max(readWithinMs, 2 * timeoutMs) },
    () => runProgram("helm", args, { ...running, env, timeoutMs }),
    (tried) => {
      if (!("error" in tried) || !(tried.error instanceof ProcessFailure)) return undefined;
      const { error } = tried;
      // What takes long may take it twice; what is refused at once is not refused for minutes.
      const isWorthIt = error.isTimeout || (isTrouble(error) && performance.now() - start < readWithinMs);
      return isWorthIt ? { says: "does not get through" } : undefined;
    },
  );
  return stdout;
}

/** The Failure of a Helm that still got no answer from the API server after a while; undefined for one that has its own. */
export function lossOf(error: ProcessFailure): Unreachable | undefined {
  if (!isTrouble(error)) return undefined;
  return new Unreachable("Helm gets no answer from the API server", {
    details: error.details,
    hint: "Check that the cluster answers Helm too (`helm list`), then run the same command again: nothing was changed.",
    cause: error,
  });
}
