import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Failure, preconditionError } from "../../../lib/errors.ts";
import { ProcessFailure } from "../../../lib/processes.ts";
import { runProgram } from "../../core/programs.ts";
import { installHint, type Running } from "./program.ts";

/** Where Helm works, and with what. */
export interface Packaging {
  env: NodeJS.ProcessEnv;
  /** Folder for what Helm makes. */
  scratch: string;
  running: Running;
}

/** Reading and packing files may be a lot of work. */
const packageMs = 60_000;

/** Has Helm package the chart in a folder; undefined if its charts folder lacks dependencies. Throws with Helm's own words. */
export async function packageChart(
  folder: string,
  called: string,
  { env, scratch, running }: Packaging,
): Promise<Uint8Array | undefined> {
  const destination = await mkdtemp(join(scratch, "package-"));
  try {
    await runProgram("helm", ["package", folder, "--destination", destination], {
      ...running,
      env,
      timeoutMs: packageMs,
    });
  } catch (error) {
    if (!(error instanceof ProcessFailure) || running.signal?.aborted) throw error;
    if (/missing in charts/.test(error.stderr)) return undefined;
    throw isMissing(error) ? notInstalled(error) : unpackable(called, error);
  }
  const [file = ""] = await readdir(destination);
  return readFile(join(destination, file));
}

/** Helm could not be started. */
const isMissing = (error: ProcessFailure): boolean => error.exitCodeOfProcess === undefined && !error.isTimeout;

const notInstalled = (error: ProcessFailure): Failure =>
  preconditionError(error.message, { hint: installHint, cause: error });

const unpackable = (called: string, error: ProcessFailure): Failure =>
  preconditionError(`Helm does not package the chart ${called}`, {
    details: error.details,
    hint: `Correct it, until \`helm package ${called}\` works, and commit that.`,
    cause: error,
  });
