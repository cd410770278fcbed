import { readFileSync } from "node:fs";
import { join } from "node:path";
import type Docker from "dockerode";
import { Failure, preconditionError } from "../../lib/errors.ts";
import { dialPatiently, engineLost, type Patience } from "../core/dial.ts";
import { runProgram } from "../core/programs.ts";

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
  const host = env.DOCKER_HOST ?? (await hostOfContext(env));
  if (!env.DOCKER_HOST && host && !host.startsWith("unix://")) throw elsewhere(host);
  const engine = new Client(host === undefined ? {} : addressOf(host, env));
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

/** As dockerode reads it from the environment of the process, from that of the session. */
function addressOf(address: string, env: NodeJS.ProcessEnv): Docker.DockerOptions {
  if (address.startsWith("unix://")) return { socketPath: address.slice("unix://".length) };
  const { hostname, port, protocol, username } = new URL(address.includes("//") ? address : `tcp://${address}`);
  const place = { host: hostname, port, pathPrefix: env.DOCKER_PATH_PREFIX ?? "/" };
  if (protocol === "ssh:")
    return { ...place, protocol: "ssh", username, sshOptions: { agent: env.SSH_AUTH_SOCK ?? "" } };
  const isSecure = env.DOCKER_TLS_VERIFY === "1" || port === "2376";
  const certificate = (name: string) => readFileSync(join(env.DOCKER_CERT_PATH ?? "", name));
  return {
    ...place,
    protocol: isSecure ? "https" : "http",
    ...(env.DOCKER_CERT_PATH && {
      ca: certificate("ca.pem"),
      cert: certificate("cert.pem"),
      key: certificate("key.pem"),
    }),
  };
}

/** Docker and its plugins would work there, while chatops looks at the engine of this machine. */
const elsewhere = (host: string): Failure =>
  preconditionError(`the current docker context is the engine at ${host}, which chatops cannot use from a context`, {
    hint: `Name it with DOCKER_HOST=${host}, or choose another one with \`docker context use\`.`,
  });

/** Endpoint of the current `docker context`; undefined where docker does not say. */
async function hostOfContext(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await runProgram("docker", ["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"], {
      env,
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

/** What time it is by the engine's clock, ISO 8601. */
export async function timeOf(engine: Engine): Promise<string> {
  const { SystemTime } = (await engine.info()) as { SystemTime: string };
  return new Date(SystemTime).toISOString();
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
