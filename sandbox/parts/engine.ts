import { join } from "node:path";
import { preconditionError } from "../../lib/errors.ts";
import { type RunOptions, run } from "../../lib/processes.ts";
import { readJson, writeJson } from "../files.ts";
import type { Paths } from "../paths.ts";
import { findProgram } from "../programs.ts";
import type { Site } from "../site.ts";
import { isRunning, ownHost, startEngine, stopEngine, verifyStartable } from "./own-engine.ts";

/** The engine of the sandbox: the user's, used as it is, or one of its own. */
export interface Engine {
  host: string;
  own: boolean;
}

const fileOf = (paths: Paths) => join(paths.state, "engine", "engine.json");
const patience = 5_000;

/** The variables that lead docker to the engine, with a configuration that knows no credentials. */
export const dockerEnv = (paths: Paths, { host }: Engine): Record<string, string> => ({
  DOCKER_HOST: host,
  DOCKER_CONFIG: join(paths.state, "docker-config"),
  // Set by some for a remote engine, these would break the way to a local one.
  ...(process.env.DOCKER_TLS_VERIFY && { DOCKER_TLS_VERIFY: "" }),
  ...(process.env.DOCKER_CONTEXT && { DOCKER_CONTEXT: "" }),
});

/** Runs docker against the sandbox's engine. */
export const docker = (paths: Paths, engine: Engine, args: string[], { env, ...options }: RunOptions = {}) =>
  run("docker", args, { ...options, env: { ...dockerEnv(paths, engine), ...env } });

export const rememberedEngine = (paths: Paths): Engine | undefined => readJson<Engine>(fileOf(paths));

/** The engine to use: our own once it was made, else one that answers, else our own. */
export async function chooseEngine(paths: Paths): Promise<Engine> {
  const own = { host: ownHost(paths), own: true };
  if (rememberedEngine(paths)?.own) return own;
  const host = await answeringHost(paths);
  if (host) return { host, own: false };
  verifyStartable();
  return own;
}

/** The address of the user's engine (DOCKER_HOST, the current context, the default socket), if it answers. */
async function answeringHost(paths: Paths): Promise<string | undefined> {
  if (!findProgram("docker")) return undefined;
  const format = "{{.Endpoints.docker.Host}}";
  const host = (await run("docker", ["context", "inspect", "--format", format]).catch(() => undefined))?.stdout;
  if (!host || host === ownHost(paths) || !(await answers(host))) return undefined;
  if (!/^(unix|npipe):|^tcp:\/\/(localhost|127\.)/.test(host)) {
    throw preconditionError(
      `The Docker engine at ${host} runs on another machine, where the sandbox's registry cannot be reached`,
      {
        hint: "Unset DOCKER_HOST, or choose a local context, and try again.",
      },
    );
  }
  return host;
}

async function answers(host: string): Promise<boolean> {
  const args = ["version", "--format", "{{.Server.Version}}"];
  const signal = AbortSignal.timeout(patience);
  return run("docker", args, { env: { DOCKER_HOST: host }, signal }).then(
    () => true,
    () => false,
  );
}

export const isEngineUp = (paths: Paths, engine: Engine): Promise<boolean> =>
  engine.own ? isRunning(paths) : answers(engine.host);

/** Makes the chosen engine answer. */
export async function raiseEngine(site: Site, engine: Engine): Promise<void> {
  if (engine.own) {
    if (!(await isRunning(site.paths))) site.report("engine: starting");
    await startEngine(site);
  }
  writeJson(fileOf(site.paths), engine);
}

/** Stops our own engine; the user's is not ours to stop. */
export async function stopOwnEngine(site: Site, engine: Engine): Promise<void> {
  if (engine.own) return stopEngine(site);
  throw preconditionError(`The Docker engine at ${engine.host} was running before the sandbox, which does not stop it`);
}
