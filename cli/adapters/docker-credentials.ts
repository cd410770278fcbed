import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, usageError } from "../../lib/errors.ts";
import { ProcessFailure } from "../../lib/processes.ts";
import { maskSecret } from "../../lib/secrets.ts";
import { runProgram } from "../core/programs.ts";
import type { RegistryCredentials } from "../core/registry-credentials.ts";
import { dockerFolder, helmRegistryConfig } from "../core/session-folders.ts";

interface Login {
  auth?: string;
  username?: string;
  password?: string;
  identitytoken?: string;
  registrytoken?: string;
}

interface DockerConfig {
  auths?: Record<string, Login>;
  credHelpers?: Record<string, string>;
  credsStore?: string;
}

/** Docker Hub has stood in Docker's configuration under this address since its first version. */
const hubAddress = "https://index.docker.io/v1/";

/**
 * What the user's `docker login` left for a registry: from DOCKER_AUTH_CONFIG as Docker itself reads it first, then
 * from a credential helper or store, then from config.json. Undefined where the user is not logged in there. As with
 * Docker a helper that fails is no login; `onNote` is told so.
 */
export async function credentialsFor(
  registry: string,
  env: NodeJS.ProcessEnv,
  onNote: (text: string) => void = () => {},
): Promise<RegistryCredentials | undefined> {
  const found = fromAuths(parseConfig(env.DOCKER_AUTH_CONFIG ?? "{}", "DOCKER_AUTH_CONFIG"), addressOf(registry));
  return masked(found ?? (await fromFile(registry, { file: join(dockerFolder(env), "config.json"), env, onNote })));
}

/** What the user's `helm registry login` left for a registry: a file of its own, in the format of Docker's. */
export const helmCredentialsFor = async (
  registry: string,
  env: NodeJS.ProcessEnv,
  onNote: (text: string) => void = () => {},
): Promise<RegistryCredentials | undefined> =>
  masked(await fromFile(registry, { file: helmRegistryConfig(env), env, onNote }));

const addressOf = (registry: string): string => (registry === "docker.io" ? hubAddress : registry);

function masked(credentials: RegistryCredentials | undefined): RegistryCredentials | undefined {
  for (const secret of [credentials?.password, credentials?.identityToken, credentials?.registryToken]) {
    maskSecret(secret || undefined);
  }
  return credentials;
}

interface LoginFile {
  file: string;
  env: NodeJS.ProcessEnv;
  onNote: (text: string) => void;
}

async function fromFile(registry: string, { file, env, onNote }: LoginFile) {
  const address = addressOf(registry);
  const config = parseConfig(await readFile(file, "utf8").catch(() => "{}"), file);
  const own = config.credHelpers?.[address];
  const helper = own ?? config.credsStore;
  const key = own === undefined ? "credsStore" : `credHelpers["${address}"]`;
  const held = helper
    ? await askHelper(helper, address, env).catch((error) => {
        onNote(`no login from ${key} in ${file}: ${messageOf(error)}`);
        return undefined;
      })
    : undefined;
  return held ?? fromAuths(config, address);
}

function parseConfig(text: string, place: string): DockerConfig {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    throw usageError(`${place} is not valid JSON`, { hint: "Repair it, or delete it and log in again." });
  }
}

/** What helpers give as the user's name if there is a token in place of a password. */
const tokenUser = "<token>";

/** Credential helpers speak on standard input and output: https://github.com/docker/docker-credential-helpers */
async function askHelper(helper: string, address: string, env: NodeJS.ProcessEnv) {
  const program = `docker-credential-${helper}`;
  try {
    const { stdout } = await runProgram(program, ["get"], { env, input: address, timeoutMs: 30_000 });
    const { Username: username, Secret: secret } = JSON.parse(stdout);
    return credentialsOf(username === tokenUser ? { identitytoken: secret } : { username, password: secret });
  } catch (error) {
    if (error instanceof SyntaxError) throw usageError(`${program} does not answer in JSON`);
    if (error instanceof ProcessFailure && /credentials not found/i.test(error.stdout + error.stderr)) return undefined;
    throw error;
  }
}

/** Under its address as it stands, or under one of that host: older logins wrote whole URLs. */
function fromAuths({ auths = {} }: DockerConfig, address: string): RegistryCredentials | undefined {
  const hostOf = (key: string) => key.replace(/^https?:\/\//, "").split("/", 1)[0];
  const [, ofHost] = Object.entries(auths).find(([key]) => hostOf(key) === address) ?? [];
  return credentialsOf(auths[address] ?? ofHost ?? {});
}

function credentialsOf({ auth, identitytoken, registrytoken, ...plain }: Login): RegistryCredentials | undefined {
  const decoded = auth ? Buffer.from(auth, "base64").toString() : `${plain.username ?? ""}:${plain.password ?? ""}`;
  const colon = decoded.indexOf(":");
  const [username, password] = [decoded.slice(0, colon), decoded.slice(colon + 1)];
  if (!username && !identitytoken && !registrytoken) return undefined;
  return {
    username,
    password,
    ...(identitytoken && { identityToken: identitytoken }),
    ...(registrytoken && { registryToken: registrytoken }),
  };
}
