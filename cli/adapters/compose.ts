import { usageError } from "../../lib/errors.ts";
import { ProcessFailure } from "../../lib/processes.ts";
import { runProgram } from "../core/programs.ts";
import type { ComposeModel } from "../domain/deployment/compose.ts";

/** A Compose project: its name, and the files that describe it, later ones laid over earlier ones. */
export interface ComposeProject {
  name: string;
  /** Relative paths in the files are relative to this folder. */
  directory: string;
  files: string[];
  /** Environment that Compose runs in: it fills in variables of the files, and leads to the engine. */
  env: NodeJS.ProcessEnv;
}

interface Running {
  signal: AbortSignal;
  /** For what waits for nothing but the engine. */
  timeoutMs?: number;
  silentMs?: number;
  onLine?: (line: string) => void;
}

function compose({ name, directory, files, env }: ComposeProject, args: string[], running: Running) {
  const project = ["compose", "--project-name", name, "--project-directory", directory, "--progress", "plain"];
  return runProgram("docker", [...project, ...files.flatMap((file) => ["--file", file]), ...args], { ...running, env });
}

/** To read files. */
const readingMs = 60_000;
/** To stop containers, which may take their time, and remove them. */
const removingMs = 5 * 60_000;

/** Reads a Compose file's text as Compose itself understands it. Throws with its words where it refuses it. */
export async function readModel(
  text: string,
  directory: string,
  { env, signal }: { env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<ComposeModel> {
  try {
    const args = ["compose", "--project-directory", directory, "--file", "-", "config", "--format", "json"];
    const { stdout } = await runProgram("docker", args, { env, input: text, signal, timeoutMs: readingMs });
    return JSON.parse(stdout);
  } catch (error) {
    if (!(error instanceof ProcessFailure) || error.isTimeout) throw error;
    const isMissing = /is not a docker command|unknown (shorthand )?(flag|command)/i.test(error.stderr);
    throw usageError(isMissing ? "docker has no compose plugin" : "docker compose refuses the Compose file", {
      details: error.details,
      hint: isMissing
        ? "Install it: https://docs.docker.com/compose/install/"
        : "`docker compose config` shows the same.",
    });
  }
}

/** Compose has no time-out for a request: it waits for ever for an engine that takes one and never answers. */
const silentMs = 45_000;

/**
 * Starts what the files describe and does not run yet, until the signal ends it. A Compose that is silent is started anew:
 * it may wait for a dependency, and does so again, or for an answer that never comes. Throws ProcessFailure with its words.
 */
export async function startProject(project: ComposeProject, running: Running): Promise<void> {
  for (;;) {
    try {
      await compose(project, ["up", "--detach", "--no-build"], { silentMs, ...running });
      return;
    } catch (error) {
      const isSilent = error instanceof ProcessFailure && error.isTimeout;
      if (!isSilent || running.signal.aborted) throw error;
    }
  }
}

/** The services that the files describe. */
export async function servicesOf(project: ComposeProject, running: Running): Promise<string[]> {
  const { stdout } = await compose(project, ["config", "--services"], { timeoutMs: readingMs, ...running });
  return stdout.split("\n").filter(Boolean);
}

/** Stops and removes the containers of these services, which the files describe; no volumes. */
export async function removeServices(project: ComposeProject, services: string[], running: Running): Promise<void> {
  await compose(project, ["rm", "--stop", "--force", ...services], { timeoutMs: removingMs, ...running });
}

/** Removes the project's containers and networks. Never its volumes: they hold the user's data. */
export async function removeProject(project: ComposeProject, running: Running): Promise<void> {
  await compose(project, ["down"], { timeoutMs: removingMs, ...running });
}
