import { join } from "node:path";
import { preconditionError } from "../../lib/errors.ts";
import { type RunOptions, run } from "../../lib/processes.ts";
import type { SandboxContext } from "../context.ts";
import { readJson, writeJson } from "../files.ts";
import { originOf, outputOf } from "../origin.ts";
import type { Paths } from "../paths.ts";
import { findProgram } from "../programs.ts";
import { enginePrograms, isRunning, ownHost, startOwnEngine, stopOwnEngine, verifyStartable } from "./own-engine.ts";
import type { Engine, Part, PartState } from "./part.ts";

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
export async function startEngine(context: SandboxContext, engine: Engine): Promise<void> {
  if (engine.own) {
    if (!(await isRunning(context.paths))) context.report("engine: starting");
    await startOwnEngine(context);
  }
  writeJson(fileOf(context.paths), engine);
}

/** Also where nothing is remembered: an engine may have been started by a run that was interrupted. */
async function stopEngine(context: SandboxContext): Promise<void> {
  if (rememberedEngine(context.paths)?.own !== false) await stopOwnEngine(context);
}

async function engineState(paths: Paths): Promise<PartState[]> {
  const engine = rememberedEngine(paths);
  const running = engine !== undefined && (await isEngineUp(paths, engine));
  const version = running ? await outputOf(docker(paths, engine, ["version", "--format", "{{.Server.Version}}"])) : "";
  return [{ name: "engine", version, address: engine?.host ?? "", origin: engineOrigin(paths, engine), running }];
}

function engineOrigin(paths: Paths, engine: Engine | undefined): string {
  if (engine?.own) return `${originOf(paths, findProgram("dockerd") ?? "dockerd")}, started here`;
  return engine ? "found running" : "";
}

export const enginePart: Part = {
  name: "engine",
  programs: ({ engine }) => ["docker", ...(engine.own ? enginePrograms : [])],
  start: (wanted) => startEngine(wanted, wanted.engine),
  stop: stopEngine,
  state: engineState,
};
