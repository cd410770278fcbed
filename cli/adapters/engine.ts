import type Docker from "dockerode";
import { messageOf, preconditionError } from "../core/errors.ts";
import { run } from "../core/processes.ts";

/** What the engine knows of an image. */
export interface EngineImage {
  /** Digest of the image's configuration, `sha256:…`. */
  id: string;
  labels: Record<string, string>;
}

export type Engine = Docker;

/** Connects to the engine that the user's docker command talks to, and checks that it answers. */
export async function connectEngine(env: NodeJS.ProcessEnv): Promise<Engine> {
  const { default: Client } = await import("dockerode");
  const host = env.DOCKER_HOST ?? (await hostOfContext());
  const engine = new Client({ ...(host?.startsWith("unix://") && { socketPath: host.slice("unix://".length) }) });
  try {
    await engine.ping();
  } catch (error) {
    throw silent(`no Docker engine answers at ${host ?? "its usual socket"}`, error);
  }
  explainLoss(engine, host);
  return engine;
}

const silent = (message: string, error: unknown) =>
  preconditionError(`${message}: ${messageOf(error)}`, {
    hint: "Start Docker, or name a running engine with DOCKER_HOST or `docker context use`, and try again.",
    cause: error,
  });

/** An engine that goes away later, or breaks, is no bug of ours. What it merely refuses (404, 409) the caller judges. */
function explainLoss({ modem }: Engine, host: string | undefined): void {
  const dial = modem.dial.bind(modem);
  modem.dial = (options, callback) =>
    dial(options, (error: Error | null, data) => {
      // dockerode puts the status before the engine's own words.
      if (error) error.message = error.message.replace(/^\(HTTP code \d+\) [^-]+ - /, "").trim();
      const { statusCode = 500 } = (error ?? {}) as { statusCode?: number };
      const isLost = error && statusCode >= 500;
      callback?.(isLost ? silent(`the Docker engine at ${host ?? "its usual socket"} fails`, error) : error, data);
    });
}

/** Endpoint of the current `docker context`; undefined where docker does not say. */
async function hostOfContext(): Promise<string | undefined> {
  try {
    const { stdout } = await run("docker", ["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"]);
    return stdout || undefined;
  } catch {
    return undefined;
  }
}

/** 400: what was asked for is not even a valid name of an image. */
const isNotFound = (error: unknown) => [400, 404].includes((error as { statusCode?: number }).statusCode ?? 0);

/** The image behind a reference, id or digest; undefined where the engine does not have it. */
export async function findImage(engine: Engine, reference: string): Promise<EngineImage | undefined> {
  try {
    const { Id, Config } = await engine.getImage(reference).inspect();
    return { id: Id, labels: Config?.Labels ?? {} };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Gives an image a further name, `repository:tag`. */
export async function tagImage(engine: Engine, reference: string, repository: string, tag: string): Promise<void> {
  await engine.getImage(reference).tag({ repo: repository, tag });
}

/**
 * Whether the engine speaks plain http with a registry: on this machine's loopback, or listed as insecure. The engine is
 * asked only where that decides; one that cannot be connected lists none.
 */
export async function trustsPlainHttp(connect: () => Promise<Engine>, registry: string): Promise<boolean> {
  if (/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(registry)) return true;
  const engine = await connect().catch(() => undefined);
  if (!engine) return false;
  const { RegistryConfig } = (await engine.info()) as {
    RegistryConfig?: { IndexConfigs?: Record<string, { Secure: boolean }> };
  };
  return RegistryConfig?.IndexConfigs?.[registry]?.Secure === false;
}
