import { createHash } from "node:crypto";
import { Failure, messageOf, preconditionError } from "../core/errors.ts";
import { type Credentials, hide } from "../core/secrets.ts";
import { parseImageName } from "../domain/image/reference.ts";

const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/** An image in a registry, as its manifest and its configuration describe it. */
export interface RegistryImage {
  /** Digest of the manifest, or of the index where the image has several platforms. */
  digest: string;
  /** Digest of the configuration; of an index, that of its first platform. */
  configDigest: string;
  labels: Record<string, string>;
}

/** One repository of a registry that speaks the OCI distribution API. */
export interface Registry {
  /** The image under a tag or digest; undefined where there is none. */
  find(reference: string): Promise<RegistryImage | undefined>;
  /** Gives the image under `reference` the further tag `tag`, without moving any layer. */
  addTag(reference: string, tag: string): Promise<void>;
  /** Throws where the registry does not answer or refuses this user the right to push. Writes nothing. */
  verifyPushRight(): Promise<void>;
}

interface Connection {
  name: string;
  registry: string;
  base: string;
  credentials: Credentials | undefined;
  signal: AbortSignal;
  /** Authorization header, once the registry has asked for one. */
  authorization: string | undefined;
}

/** Connects to the repository behind an image name. `insecure`: http, as the engine does for it. */
export function openRegistry(
  name: string,
  { credentials, insecure, signal }: { credentials: Credentials | undefined; insecure: boolean; signal: AbortSignal },
): Registry {
  const { registry, repository } = parseImageName(name);
  const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
  const base = `${insecure ? "http" : "https"}://${host}/v2/${repository}`;
  const connection: Connection = { name, registry, base, credentials, signal, authorization: undefined };
  return {
    find: (reference) => findImage(connection, reference),
    addTag: (reference, tag) => addTag(connection, reference, tag),
    verifyPushRight: () => verifyPushRight(connection),
  };
}

async function findImage(connection: Connection, reference: string): Promise<RegistryImage | undefined> {
  const manifest = await readManifest(connection, reference);
  if (!manifest) return undefined;
  const { digest, document } = manifest;
  const platform = document.manifests ? await readManifest(connection, document.manifests[0].digest) : manifest;
  const configDigest = platform?.document.config.digest;
  const config = await request(connection, `/blobs/${configDigest}`);
  const { config: settings } = (await config.json()) as { config?: { Labels?: Record<string, string> } };
  return { digest, configDigest, labels: settings?.Labels ?? {} };
}

async function readManifest(connection: Connection, reference: string) {
  const response = await request(connection, `/manifests/${reference}`, {
    headers: { accept: manifestTypes.join(", ") },
  });
  if (response.status === 404) return undefined;
  const body = await textOf(connection, response);
  const digest =
    response.headers.get("docker-content-digest") ?? `sha256:${createHash("sha256").update(body).digest("hex")}`;
  return { digest, body, type: response.headers.get("content-type") ?? manifestTypes[3], document: JSON.parse(body) };
}

async function addTag(connection: Connection, reference: string, tag: string): Promise<void> {
  const manifest = await readManifest(connection, reference);
  if (!manifest) throw preconditionError(`${connection.name}:${reference} is not in the registry any more`);
  const headers = { "content-type": manifest.type ?? "" };
  await textOf(
    connection,
    await request(connection, `/manifests/${tag}`, { method: "PUT", headers, body: manifest.body }),
  );
}

/** Opening an upload needs the right to push; it is closed again at once. */
async function verifyPushRight(connection: Connection): Promise<void> {
  const opened = await request(connection, "/blobs/uploads/", { method: "POST" });
  await textOf(connection, opened);
  const location = opened.headers.get("location");
  if (location)
    await request(connection, "", { method: "DELETE" }, new URL(location, connection.base)).catch(() => undefined);
}

async function request(
  connection: Connection,
  path: string,
  init: RequestInit = {},
  url = new URL(connection.base + path),
) {
  const send = () => {
    const headers = { ...init.headers, ...(connection.authorization && { authorization: connection.authorization }) };
    return fetch(url, { ...init, headers, signal: connection.signal });
  };
  try {
    const response = await send();
    if (response.status !== 401 || connection.authorization) return response;
    connection.authorization = await authorize(connection, response.headers.get("www-authenticate") ?? "");
    return connection.authorization ? await send() : response;
  } catch (error) {
    connection.signal.throwIfAborted();
    if (error instanceof Failure) throw error;
    const cause = error instanceof Error && error.cause ? messageOf(error.cause) : messageOf(error);
    throw preconditionError(`the registry ${connection.registry} does not answer: ${cause}`, {
      hint: "Check that it runs and is reachable from here (`image` in chatops.yaml), then run the same command again.",
    });
  }
}

/** Answers a challenge: basic credentials, or a token fetched with them (https://distribution.github.io/distribution/spec/auth/token/). */
async function authorize({ credentials, base, signal }: Connection, challenge: string): Promise<string | undefined> {
  const basic =
    credentials && `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;
  if (!/^bearer/i.test(challenge)) return basic;
  const fields = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  const url = new URL(fields.realm ?? base);
  if (fields.service) url.searchParams.set("service", fields.service);
  url.searchParams.set("scope", `repository:${new URL(base).pathname.slice("/v2/".length)}:pull,push`);
  const response = await fetch(url, { signal, ...(basic && { headers: { authorization: basic } }) });
  if (!response.ok) return undefined;
  const { token, access_token } = (await response.json()) as { token?: string; access_token?: string };
  hide(token ?? access_token);
  return `Bearer ${token ?? access_token}`;
}

async function textOf({ name, registry, credentials }: Connection, response: Response): Promise<string> {
  const text = await response.text();
  if (response.ok) return text;
  if (response.status === 401 || response.status === 403) {
    throw preconditionError(
      `the registry ${registry} refuses ${credentials ? `user ${credentials.username}` : "anonymous users"}: ${name}`,
      {
        hint: `Log in with \`docker login ${registry}\` as a user who may push ${name}.`,
      },
    );
  }
  throw preconditionError(`the registry ${registry} answered ${response.status} for ${name}`, {
    details: [text.slice(0, 300)],
  });
}
