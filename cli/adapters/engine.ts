import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { join } from "node:path";
import type Docker from "dockerode";
import { Failure } from "../../lib/errors.ts";
import { dialPatiently, engineLost, type Patience } from "../core/dial.ts";
import { dialByProgram } from "../core/dial-program.ts";
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
  const endpoint = env.DOCKER_HOST ? endpointOf(env.DOCKER_HOST, env) : await endpointOfContext(env);
  const engine = new Client(endpoint ? optionsFor(endpoint, env) : {});
  const { modem } = engine;
  const place = endpoint?.host ?? "its usual socket";
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

/** Where an engine is, and how a connection to it is made safe. */
interface Endpoint {
  /** `unix:///…`, `tcp://…` or `ssh://…` */
  host: string;
  isSecure: boolean;
  /** Takes a certificate of any issuer. */
  trustsAll?: boolean;
  /** Folder of `ca.pem`, `cert.pem` and `key.pem`, as many as there are. */
  certificates: string | undefined;
}

function optionsFor({ host, isSecure, trustsAll, certificates }: Endpoint, env: NodeJS.ProcessEnv) {
  const { hostname, port, protocol } = new URL(host);
  const pathPrefix = env.DOCKER_PATH_PREFIX ?? "/";
  if (protocol === "unix:") return { socketPath: host.slice("unix://".length) };
  // As docker does it, with the user's own settings for ssh.
  if (protocol !== "tcp:" && protocol !== "http:" && protocol !== "https:") {
    return { host: "docker", protocol: "http" as const, pathPrefix, agent: dialByDocker(env) };
  }
  const read = (name: string) => certificates && contentOf(join(certificates, name));
  const material = { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
  return {
    ...{ host: hostname, port, pathPrefix, ...material, protocol: isSecure ? ("https" as const) : ("http" as const) },
    ...(isSecure && trustsAll && { agent: new Agent({ ...material, rejectUnauthorized: false }) }),
  };
}

/** As docker reads it from the environment. */
function endpointOf(address: string, env: NodeJS.ProcessEnv): Endpoint {
  const host = address.includes("//") ? address : `tcp://${address}`;
  const isSecure = env.DOCKER_TLS_VERIFY === "1" || host.startsWith("https:") || new URL(host).port === "2376";
  return { host, isSecure, certificates: env.DOCKER_CERT_PATH };
}

interface Context {
  Endpoints?: { docker?: { Host?: string; SkipTLSVerify?: boolean } };
  TLSMaterial?: { docker?: string[] };
  Storage?: { TLSPath?: string };
}

/** That of the current `docker context`; undefined if docker does not say. */
async function endpointOfContext(env: NodeJS.ProcessEnv): Promise<Endpoint | undefined> {
  try {
    const { stdout } = await runProgram("docker", ["context", "inspect"], { env, timeoutMs: 10_000 });
    const [{ Endpoints, TLSMaterial, Storage }] = JSON.parse(stdout) as [Context];
    const { Host: host, SkipTLSVerify: trustsAll = false } = Endpoints?.docker ?? {};
    if (!host) return undefined;
    const hasMaterial = (TLSMaterial?.docker ?? []).length > 0;
    const certificates = hasMaterial && Storage?.TLSPath ? join(Storage.TLSPath, "docker") : undefined;
    return { host, trustsAll, isSecure: trustsAll || hasMaterial, certificates };
  } catch {
    return undefined;
  }
}

/** A connection through `docker`, to wherever that talks to. */
const dialByDocker = (env: NodeJS.ProcessEnv) => dialByProgram("docker", ["system", "dial-stdio"], env);

/** Undefined if there is no such file: each of them may be left out. */
function contentOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
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
