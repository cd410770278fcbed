import { ProcessFailure } from "../../lib/processes.ts";
import { runProgram } from "../core/programs.ts";
import type { ComposeModel } from "../domain/deployment/compose-model.ts";

/** A Compose project: its name, and the files that describe it, later ones laid over earlier ones. */
export interface ComposeProject {
  name: string;
  /** Relative paths in the files are relative to this folder. */
  directory: string;
  /** Compose runs in this one, if its `.env` counts as well. */
  cwd?: string;
  files: string[];
  /** Has the variables of the files in place of the `.env` in the folders. */
  envFile?: string | undefined;
  /** Environment that Compose runs in: it fills in variables of the files, and leads to the engine. */
  env: NodeJS.ProcessEnv;
}

interface Running {
  signal: AbortSignal;
  input?: string;
  /** For what waits for nothing but the engine. */
  timeoutMs?: number;
  silentMs?: number;
  isWaiting?: () => boolean;
  onLine?: (line: string) => void;
}

function compose({ name, directory, cwd, files, envFile, env }: ComposeProject, args: string[], running: Running) {
  const project = ["compose", "--project-name", name, "--project-directory", directory, "--progress", "plain"];
  const named = [...files.flatMap((file) => ["--file", file]), ...(envFile ? ["--env-file", envFile] : [])];
  // Compose refuses plain words where this asks for colours, in the shell or in a `.env`, whatever the option `--ansi` says.
  const plain = { ...env, COMPOSE_ANSI: "never" };
  return runProgram("docker", [...project, ...named, ...args], { ...running, env: plain, ...(cwd && { cwd }) });
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

interface Starting extends Running {
  /** Whether it waits for a container at present, and therefore says nothing. */
  isWaiting: () => boolean;
  /** These services alone, without waiting for what they depend on. */
  only?: readonly string[] | undefined;
}

/**
 * Starts what the files describe and does not run yet, until the signal ends it. A Compose that is silent and waits for no
 * container waits for an answer that never comes, and is started anew; one that waits would start again each task that is
 * done. What others started in the project stays, whatever variables say. Throws ProcessFailure with Compose's words.
 */
export async function startProject(project: ComposeProject, { isWaiting, only, ...running }: Starting): Promise<void> {
  const args = ["up", "--detach", "--no-build", keepOrphans, ...(only ? ["--no-deps", ...only] : [])];
  for (;;) {
    try {
      await compose(project, args, { silentMs, isWaiting, ...running });
      return;
    } catch (error) {
      const isSilent = error instanceof ProcessFailure && error.isTimeout;
      if (!isSilent || running.signal.aborted) throw error;
    }
  }
}

/** The networks that a start would remove, since the files describe them otherwise than they are, to make them anew. */
export async function networksMadeAnew(project: ComposeProject, running: Running): Promise<string[]> {
  const args = ["--dry-run", "up", "--detach", "--no-build", keepOrphans];
  const { stdout, stderr } = await compose(project, args, { timeoutMs: readingMs, ...running });
  return [...`${stdout}\n${stderr}`.matchAll(/ Network (\S{1,256}) +Removed/g)].map(([, name = ""]) => name);
}

/** What the files describe, in one model. */
export async function modelOf(project: ComposeProject, running: Running): Promise<ComposeModel> {
  return JSON.parse(await resolved(project, running));
}

async function resolved(project: ComposeProject, running: Running): Promise<string> {
  const args = ["config", "--format", "json"];
  return (await compose(project, args, { timeoutMs: readingMs, ...running })).stdout;
}

/** What Compose compares containers with, by service: it replaces one that is labelled with another hash. */
export async function configHashes(project: ComposeProject, running: Running): Promise<Map<string, string>> {
  // Of files with variables Compose itself hashes their names here, and what is in them when it starts containers.
  const input = await resolved(project, running);
  const args = ["config", "--hash", "*"];
  const { stdout } = await compose({ ...project, files: ["-"] }, args, { timeoutMs: readingMs, ...running, input });
  return new Map([...stdout.matchAll(/^(\S+) (\w+)$/gm)].map(([, service = "", hash = ""]) => [service, hash]));
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
