import { join } from "node:path";
import { messageOf, preconditionError } from "../../lib/errors.ts";
import { ProcessFailure } from "../../lib/processes.ts";
import { runProgram } from "./programs.ts";
import { dockerFolder } from "./session-folders.ts";

/** Where an engine is, and how a connection to it is made safe. */
export interface Endpoint {
  /** `unix:///…`, `tcp://…` or `ssh://…` */
  host: string;
  isSecure: boolean;
  /** Takes a certificate of any issuer. */
  trustsAll?: boolean;
  /** Folder of `ca.pem`, `cert.pem` and `key.pem`, as many as there are. */
  certificates: string | undefined;
}

/** What every engine that is connected says of its place. */
export interface OnMachine {
  /** Name of the machine that it runs on, and publishes ports of; undefined if that is this one. */
  machine?: string | undefined;
}

/** The engine that the user's docker command talks to; undefined: the usual one of this machine. */
export const findEndpoint = async (env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<Endpoint | undefined> =>
  env.DOCKER_HOST ? endpointOf(env.DOCKER_HOST, env) : endpointOfContext(env, signal);

/**
 * The machine that an engine is on, as its address names it; undefined if that is this one. What the address of a tunnel
 * leads to is not known, and programs behind it are reached like the engine itself.
 */
export function machineOf(endpoint: Endpoint | undefined): string | undefined {
  if (!endpoint || !/^(tcp|https?|ssh):/.test(endpoint.host)) return undefined;
  const { hostname } = new URL(endpoint.host);
  return hostname === "" || isLoopback(hostname) ? undefined : hostname;
}

const isLoopback = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(host);

/** As docker reads it from the environment: whatever stands in these variables, even a 0, switches TLS on. */
function endpointOf(address: string, env: NodeJS.ProcessEnv): Endpoint {
  const host = address.includes("//") ? address : `tcp://${address}`;
  const trustsAll = !env.DOCKER_TLS_VERIFY && Boolean(env.DOCKER_TLS);
  const isSecure = Boolean(env.DOCKER_TLS_VERIFY) || trustsAll || /^https:|:2376$/.test(host);
  return { host, isSecure, trustsAll, certificates: env.DOCKER_CERT_PATH || dockerFolder(env) };
}

interface Context {
  Endpoints?: { docker?: { Host?: string; SkipTLSVerify?: boolean } };
  TLSMaterial?: { docker?: string[] };
  Storage?: { TLSPath?: string };
}

/**
 * That of the current `docker context`; undefined if there is no docker that knows contexts. If docker cannot say it, no
 * other engine is taken for it: `docker compose` would change one, and another would be watched.
 */
async function endpointOfContext(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<Endpoint | undefined> {
  const inspected = await inspectContext(env, signal);
  if (inspected === undefined) return undefined;
  const [{ Endpoints, TLSMaterial, Storage }] = JSON.parse(inspected) as [Context];
  const { Host: host, SkipTLSVerify: trustsAll = false } = Endpoints?.docker ?? {};
  if (!host) return undefined;
  const hasMaterial = (TLSMaterial?.docker ?? []).length > 0;
  const certificates = hasMaterial && Storage?.TLSPath ? join(Storage.TLSPath, "docker") : undefined;
  return { host, trustsAll, isSecure: trustsAll || hasMaterial, certificates };
}

async function inspectContext(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<string | undefined> {
  try {
    return (await runProgram("docker", ["context", "inspect"], { env, signal, timeoutMs: 30_000 })).stdout;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ProcessFailure && knowsNoContext(error)) return undefined;
    throw preconditionError(`docker does not say which engine it talks to: ${messageOf(error)}`, {
      details: error instanceof ProcessFailure ? error.details : [],
      hint: "`docker context inspect` shows the same. Choose one with `docker context use`, or name it with DOCKER_HOST.",
      cause: error,
    });
  }
}

/** No docker at all, an old one, or another program by its name. */
const knowsNoContext = ({ exitCodeOfProcess, isTimeout, stderr }: ProcessFailure): boolean =>
  (exitCodeOfProcess === undefined && !isTimeout) || /not a docker command|un(known|recognized) command/i.test(stderr);
