import { ProcessFailure } from "../../lib/processes.ts";
import { runProgram } from "../core/programs.ts";

/** A Compose project: its name, and the files that describe it, later ones laid over earlier ones. */
export interface ComposeProject {
  name: string;
  /** Relative paths in the files are relative to this folder. */
  directory: string;
  files: string[];
  /** Has the variables of the files in place of the `.env` in the folder. */
  envFile?: string | undefined;
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

function compose({ name, directory, files, envFile, env }: ComposeProject, args: string[], running: Running) {
  const project = ["compose", "--project-name", name, "--project-directory", directory, "--progress", "plain"];
  const named = [...files.flatMap((file) => ["--file", file]), ...(envFile ? ["--env-file", envFile] : [])];
  return runProgram("docker", [...project, ...named, ...args], { ...running, env });
}

/** Of what the files do not describe; said, since COMPOSE_REMOVE_ORPHANS of the shell or a `.env` may say otherwise. */
const keepOrphans = "--remove-orphans=false";

/** To read files. */
const readingMs = 60_000;
/** Layers come one by one, and a registry may be slow. */
const pullingMs = 5 * 60_000;
/** To stop containers, which may take their time, and remove them. */
const removingMs = 5 * 60_000;

/** Compose has no time-out for a request: it waits for ever for an engine that takes one and never answers. */
const silentMs = 45_000;

/**
 * Starts what the files describe and does not run yet, until the signal ends it. A Compose that is silent is started anew:
 * it may wait for a dependency, and does so again, or for an answer that never comes. Throws ProcessFailure with its words.
 */
export async function startProject(project: ComposeProject, running: Running): Promise<void> {
  for (;;) {
    try {
      await compose(project, ["up", "--detach", "--no-build", keepOrphans], { silentMs, ...running });
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

/** Pulls the images that the engine does not have. Throws ProcessFailure with Compose's words. */
export async function pullMissing(project: ComposeProject, running: Running): Promise<void> {
  await compose(project, ["pull", "--policy", "missing"], { silentMs: pullingMs, ...running });
}

/** Stops containers, with the time that each asks for. One that is gone is fine, and so is one that cannot be stopped. */
export async function stopContainers(ids: readonly string[], env: NodeJS.ProcessEnv, running: Running): Promise<void> {
  const options = { timeoutMs: removingMs, ...running, env };
  await runProgram("docker", ["stop", ...ids], options).catch(() => running.signal.throwIfAborted());
}

/** Stops containers and removes them, by force if need be; no volumes. One that is gone is fine. */
export async function removeContainers(
  ids: readonly string[],
  env: NodeJS.ProcessEnv,
  running: Running,
): Promise<void> {
  await stopContainers(ids, env, running);
  const options = { timeoutMs: removingMs, ...running, env };
  await runProgram("docker", ["rm", "--force", ...ids], options).catch((error) => {
    if (!(error instanceof ProcessFailure) || !/No such container/i.test(error.stderr)) throw error;
  });
}

/** Removes the project's containers and networks. Never its volumes: they hold the user's data. */
export async function removeProject(project: ComposeProject, running: Running): Promise<void> {
  await compose(project, ["down", keepOrphans], { timeoutMs: removingMs, ...running });
}
