import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { join } from "node:path";
import type Docker from "dockerode";
import { Failure } from "../../lib/errors.ts";
import { dialPatiently, engineLost, type Patience } from "../core/dial.ts";
import { dialByProgram } from "../core/dial-program.ts";
import { type Endpoint, findEndpoint, machineOf, type OnMachine } from "../core/engine-endpoint.ts";

/** What the engine knows of an image. */
export interface EngineImage {
  /** Digest of the image's configuration, `sha256:…`. */
  id: string;
  labels: Record<string, string>;
  /** Whether it has a health check of its own, as by HEALTHCHECK in its Dockerfile. */
  checksItself: boolean;
}

export type Engine = Docker & OnMachine;

/** The first question is a small one, and nobody may be there. Over SSH it waits for a login. */
const firstPatience = { silentMs: 5_000, withinMs: 10_000 };
const loginPatience = { silentMs: 20_000, withinMs: 20_000 };

/** Connects to the engine that the user's docker command talks to, and checks that it answers. */
export async function connectEngine(env: NodeJS.ProcessEnv, patience: Patience = {}): Promise<Engine> {
  const { default: Client } = await import("dockerode");
  const endpoint = await findEndpoint(env, patience.signal);
  const client = new Client(endpoint ? optionsFor(endpoint, env, mostQuestions) : {});
  const engine: Engine = Object.assign(client, { machine: machineOf(endpoint) });
  const { modem } = engine;
  const place = endpoint?.host ?? "its usual socket";
  const isByLogin = endpoint !== undefined && isBehindProgram(endpoint);
  const streams = isByLogin ? new Client(optionsFor(endpoint, env, undefined)).modem : modem;
  const dial = modem.dial.bind(modem);
  const patiently = { ...patience, dialStream: streams.dial.bind(streams) };
  modem.dial = dialPatiently(dial, place, { ...(isByLogin ? loginPatience : firstPatience), ...patiently });
  try {
    await engine.ping();
  } catch (error) {
    throw engineLost(`no Docker engine answers at ${place}`, error instanceof Failure ? error.cause : error);
  }
  modem.dial = dialPatiently(dial, place, patiently);
  return engine;
}

/** Each is a login of its own, and a server turns away whoever makes many of them at once. */
const mostQuestions = 8;

/** As docker does it, with the user's own settings for ssh. */
const isBehindProgram = ({ host }: Endpoint): boolean => !/^(unix|tcp|https?):/.test(host);

function optionsFor(endpoint: Endpoint, env: NodeJS.ProcessEnv, most: number | undefined) {
  const { host, isSecure, trustsAll, certificates } = endpoint;
  const { hostname, port, protocol } = new URL(host);
  const pathPrefix = env.DOCKER_PATH_PREFIX ?? "/";
  if (protocol === "unix:") return { socketPath: host.slice("unix://".length) };
  if (isBehindProgram(endpoint)) {
    return { host: "docker", protocol: "http" as const, pathPrefix, agent: dialByDocker(env, most) };
  }
  const read = (name: string) => certificates && contentOf(join(certificates, name));
  const material = { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
  return {
    ...{ host: hostname, port, pathPrefix, ...material, protocol: isSecure ? ("https" as const) : ("http" as const) },
    ...(isSecure && trustsAll && { agent: new Agent({ ...material, rejectUnauthorized: false }) }),
  };
}

/**
 * A connection through `docker`, to wherever that talks to. Nobody is asked for a password on the way: it would be asked
 * for again and again, and in a pipeline for ever.
 */
const dialByDocker = (env: NodeJS.ProcessEnv, most: number | undefined) =>
  dialByProgram("docker", ["system", "dial-stdio"], { ...unasked, ...env }, most);

/** Of ssh: who asks in its place, which is nobody unless the user has named somebody. */
const unasked = { SSH_ASKPASS: "false", SSH_ASKPASS_REQUIRE: "force" };

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
    const [how = "NONE"] = Config?.Healthcheck?.Test ?? [];
    return { id: Id, labels: Config?.Labels ?? {}, checksItself: how !== "NONE" };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Whether an image of several platforms fits into the engine: its older store keeps one. */
export async function keepsSeveralPlatforms(engine: Engine): Promise<boolean> {
  const { DriverStatus = [] } = (await engine.info()) as { DriverStatus?: [string, string][] };
  return DriverStatus.some(([name, value]) => name === "driver-type" && value.startsWith("io.containerd.snapshotter"));
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
