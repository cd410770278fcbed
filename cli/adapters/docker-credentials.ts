import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { usageError } from "../../lib/errors.ts";
import { ProcessFailure } from "../../lib/processes.ts";
import { type Credentials, maskSecret } from "../../lib/secrets.ts";
import { runProgram } from "../core/programs.ts";
import { homeOf } from "../core/session-folders.ts";

interface DockerConfig {
  auths?: Record<string, { auth?: string; username?: string; password?: string }>;
  credHelpers?: Record<string, string>;
  credsStore?: string;
}

/** Docker Hub has stood in Docker's configuration under this address since its first version. */
const hubAddress = "https://index.docker.io/v1/";

/**
 * What the user's `docker login` left for a registry: from DOCKER_AUTH_CONFIG as Docker itself reads it first, then
 * from a credential helper or store, then from config.json. Undefined where the user is not logged in there.
 */
export async function credentialsFor(registry: string, env: NodeJS.ProcessEnv): Promise<Credentials | undefined> {
  const address = registry === "docker.io" ? hubAddress : registry;
  const found = fromAuths(parseConfig(env.DOCKER_AUTH_CONFIG ?? "{}", "DOCKER_AUTH_CONFIG"), address);
  const credentials = found ?? (await fromFile(address, env));
  maskSecret(credentials?.password);
  return credentials;
}

async function fromFile(address: string, env: NodeJS.ProcessEnv): Promise<Credentials | undefined> {
  const file = join(env.DOCKER_CONFIG ?? join(homeOf(env), ".docker"), "config.json");
  const config = parseConfig(await readFile(file, "utf8").catch(() => "{}"), file);
  const helper = config.credHelpers?.[address] ?? config.credsStore;
  return (helper ? await askHelper(helper, address, env) : undefined) ?? fromAuths(config, address);
}

function parseConfig(text: string, place: string): DockerConfig {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    throw usageError(`${place} is not valid JSON`, { hint: "Repair it, or log in again with `docker login`." });
  }
}

/** Credential helpers speak on standard input and output: https://github.com/docker/docker-credential-helpers */
async function askHelper(helper: string, address: string, env: NodeJS.ProcessEnv): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`;
  try {
    const { stdout } = await runProgram(program, ["get"], { env, input: address, timeoutMs: 30_000 });
    const { Username, Secret } = JSON.parse(stdout);
    return { username: Username, password: Secret };
  } catch (error) {
    if (error instanceof SyntaxError) throw usageError(`${program} does not answer in JSON`);
    if (error instanceof ProcessFailure && /credentials not found/i.test(error.stdout + error.stderr)) return undefined;
    throw error;
  }
}

function fromAuths({ auths = {} }: DockerConfig, address: string): Credentials | undefined {
  const entry = auths[address] ?? auths[`https://${address}`] ?? auths[`http://${address}`];
  if (!entry) return undefined;
  if (!entry.auth) return entry.username ? { username: entry.username, password: entry.password ?? "" } : undefined;
  const decoded = Buffer.from(entry.auth, "base64").toString();
  const colon = decoded.indexOf(":");
  return { username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}
