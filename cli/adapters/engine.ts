import type Docker from "dockerode";
import { Failure, preconditionError } from "../../lib/errors.ts";
import { run } from "../../lib/processes.ts";
import { dialPatiently, engineLost, type Patience } from "../core/dial.ts";

/** What the engine knows of an image. */
export interface EngineImage {
  /** Digest of the image's configuration, `sha256:…`. */
  id: string;
  labels: Record<string, string>;
}

export type Engine = Docker;

/** The first question is a small one, and nobody may be there. */
const firstPatience = { silentMs: 5_000, withinMs: 10_000 };

/** Connects to the engine that the user's docker command talks to, and checks that it answers. */
export async function connectEngine(env: NodeJS.ProcessEnv, patience: Patience = {}): Promise<Engine> {
  const { default: Client } = await import("dockerode");
  const host = env.DOCKER_HOST ?? (await hostOfContext());
  if (!env.DOCKER_HOST && host && !host.startsWith("unix://")) throw elsewhere(host);
  const engine = new Client({ ...(host?.startsWith("unix://") && { socketPath: host.slice("unix://".length) }) });
  const { modem } = engine;
  const place = host ?? "its usual socket";
  const dial = modem.dial.bind(modem);
  modem.dial = dialPatiently(dial, place, { ...firstPatience, ...patience });
  try {
    await engine.ping();
  } catch (error) {
    throw engineLost(`no Docker engine answers at ${place}`, error instanceof Failure ? error.cause : error);
  }
  modem.dial = dialPatiently(dial, place, patience);
  return engine;
}

/** Docker and its plugins would work there, while chatops looks at the engine of this machine. */
const elsewhere = (host: string): Failure =>
  preconditionError(`the current docker context is the engine at ${host}, which chatops cannot use from a context`, {
    hint: `Name it with DOCKER_HOST=${host}, or choose another one with \`docker context use\`.`,
  });

/** Endpoint of the current `docker context`; undefined where docker does not say. */
async function hostOfContext(): Promise<string | undefined> {
  try {
    const { stdout } = await run("docker", ["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"], {
      timeoutMs: 10_000,
    });
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
