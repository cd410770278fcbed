import type Docker from "dockerode";
import { messageOf, preconditionError } from "../core/errors.ts";
import { run } from "../core/processes.ts";
import type { Credentials } from "../core/secrets.ts";
import { parseImageName } from "../domain/image/reference.ts";

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
  });

/** An engine that goes away later, or breaks, is no bug of ours. What it merely refuses (404, 409) the caller judges. */
function explainLoss({ modem }: Engine, host: string | undefined): void {
  const dial = modem.dial.bind(modem);
  modem.dial = (options, callback) =>
    dial(options, (error, data) => {
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

type Progress = (text: string) => void;

/** Pushes `repository:tag`. Throws with the registry's own words where it refuses. */
export async function pushImage(
  engine: Engine,
  { repository, tag }: { repository: string; tag: string },
  credentials: Credentials | undefined,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<void> {
  const stream = await engine
    .getImage(`${repository}:${tag}`)
    .push({ tag, authconfig: authOf(repository, credentials), abortSignal: signal });
  await follow(engine, stream, progress, `pushing ${repository}:${tag}`);
}

/** Pulls a reference, by digest where it has one. */
export async function pullImage(
  engine: Engine,
  reference: string,
  credentials: Credentials | undefined,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<void> {
  const authconfig = authOf(reference, credentials);
  const stream = await engine.pull(reference, { authconfig, abortSignal: signal });
  await follow(engine, stream, progress, `pulling ${reference}`);
}

function authOf(name: string, credentials: Credentials | undefined): Docker.AuthConfig {
  const { registry } = parseImageName(name);
  return { serveraddress: registry, username: credentials?.username ?? "", password: credentials?.password ?? "" };
}

const tryAgain = "Check that the registry runs, and that the engine reaches it; then run the same command again.";

interface Progressed {
  id?: string;
  status?: string;
  error?: string;
}

/** The engine reports failures as entries of the stream, not as a status. */
async function follow(engine: Engine, stream: NodeJS.ReadableStream, progress: Progress, doing: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    engine.modem.followProgress(
      stream,
      (error: Error | null, entries: Progressed[]) => {
        const failed = error?.message ?? entries?.find((entry) => entry.error)?.error;
        if (failed) reject(preconditionError(`${doing} failed: ${failed}`, { hint: tryAgain }));
        else resolve();
      },
      ({ id, status }: Progressed) => progress([id, status].filter(Boolean).join(" ")),
    );
  });
}

/** Whether the engine speaks plain http with a registry: on this machine's loopback, or listed as insecure. */
export async function trustsPlainHttp(engine: Engine, registry: string): Promise<boolean> {
  if (/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(registry)) return true;
  const { RegistryConfig } = (await engine.info()) as {
    RegistryConfig?: { IndexConfigs?: Record<string, { Secure: boolean }> };
  };
  return RegistryConfig?.IndexConfigs?.[registry]?.Secure === false;
}
