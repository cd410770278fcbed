import { createHash } from "node:crypto";
import { type Failure, preconditionError } from "../../lib/errors.ts";
import { basicAuthorization, type Credentials, maskSecret } from "../../lib/secrets.ts";
import { jsonOf, type Reply, request, type Server } from "../core/http.ts";
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
  /** Architectures that it has something for, such as `amd64`; empty if it does not say. */
  architectures: string[];
}

/** One repository of a registry that speaks the OCI distribution API. */
export interface Registry {
  /** The image under a tag or digest; undefined where there is none. */
  find(reference: string): Promise<RegistryImage | undefined>;
  /** Whether there is an image under a tag or digest; unlike a download this counts towards no limit. */
  has(reference: string): Promise<boolean>;
  /** All that a node may call the image: digests of its manifests and of their configurations, `digest` among them. */
  namesOf(digest: string): Promise<string[]>;
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
  server: Server;
  /** Authorization header, once the registry has asked for one. */
  authorization: string | undefined;
}

export interface RegistryOptions {
  credentials: Credentials | undefined;
  /** http, as the engine does for it. */
  insecure: boolean;
  signal: AbortSignal;
  /** @default 30000 */
  timeoutMs?: number | undefined;
  /** Told where the registry is asked again after a while. */
  onWait?: ((text: string) => void) | undefined;
}

/** Connects to the repository behind an image name. */
export function openRegistry(name: string, { credentials, insecure, ...reach }: RegistryOptions): Registry {
  const { registry, repository } = parseImageName(name);
  const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
  const base = `${insecure ? "http" : "https"}://${host}/v2/${repository}`;
  const hint =
    "Check that it runs and is reachable from here (`image` in chatops.yaml), then run the same command again.";
  const server = { name: `the registry ${registry}`, hint, ...reach };
  const connection: Connection = { name, registry, base, credentials, server, authorization: undefined };
  return {
    find: (reference) => findImage(connection, reference),
    has: (reference) => hasImage(connection, reference),
    namesOf: (digest) => namesOf(connection, digest),
    addTag: (reference, tag) => addTag(connection, reference, tag),
    verifyPushRight: () => verifyPushRight(connection),
  };
}

async function findImage(connection: Connection, reference: string): Promise<RegistryImage | undefined> {
  const manifest = await readManifest(connection, reference);
  if (!manifest) return undefined;
  const { digest, document } = manifest;
  const first = document.manifests?.[0];
  const platform = first ? await readManifest(connection, first.digest) : manifest;
  const configDigest = platform?.document.config?.digest ?? "";
  const reply = accepted(connection, await ask(connection, `/blobs/${configDigest}`));
  const { config, architecture } = jsonOf<ImageConfig>(connection.server, reply);
  const listed = document.manifests?.map(({ platform: of }) => of?.architecture) ?? [architecture];
  const architectures = listed.filter((each): each is string => each !== undefined && each !== "unknown");
  return { digest, configDigest, labels: config?.Labels ?? {}, architectures: [...new Set(architectures)] };
}

async function hasImage(connection: Connection, reference: string): Promise<boolean> {
  const headers = { accept: manifestTypes.join(", ") };
  const reply = await ask(connection, `/manifests/${reference}`, { method: "HEAD", headers });
  if (reply.status === 404) return false;
  accepted(connection, reply);
  return true;
}

async function namesOf(connection: Connection, digest: string): Promise<string[]> {
  const { manifests = [], config } = (await readManifest(connection, digest))?.document ?? {};
  const below = await Promise.all(manifests.map((platform) => namesOf(connection, platform.digest)));
  return [digest, ...(config ? [config.digest] : []), ...below.flat()];
}

interface ImageConfig {
  config?: { Labels?: Record<string, string> };
  architecture?: string;
}

/** An index names manifests, a manifest its configuration. */
interface Manifest {
  manifests?: { digest: string; platform?: { architecture?: string } }[];
  config?: { digest: string };
}

async function readManifest(connection: Connection, reference: string) {
  const accept = manifestTypes.join(", ");
  const reply = await ask(connection, `/manifests/${reference}`, { headers: { accept } });
  if (reply.status === 404) return undefined;
  const { body, headers } = accepted(connection, reply);
  const digest = headers.get("docker-content-digest") ?? `sha256:${createHash("sha256").update(body).digest("hex")}`;
  const document = jsonOf<Manifest>(connection.server, reply);
  return { digest, body, type: headers.get("content-type") ?? manifestTypes[3], document };
}

async function addTag(connection: Connection, reference: string, tag: string): Promise<void> {
  const manifest = await readManifest(connection, reference);
  if (!manifest) throw preconditionError(`${connection.name}:${reference} is not in the registry any more`);
  const headers = { "content-type": manifest.type ?? "" };
  const put = { method: "PUT", headers, body: Buffer.from(manifest.body) };
  accepted(connection, await ask(connection, `/manifests/${tag}`, put));
}

/** Opening an upload needs the right to push; it is closed again at once. */
async function verifyPushRight(connection: Connection): Promise<void> {
  const opened = accepted(connection, await ask(connection, "/blobs/uploads/", { method: "POST" }));
  const location = opened.headers.get("location");
  if (location)
    await ask(connection, "", { method: "DELETE" }, new URL(location, connection.base)).catch(() => undefined);
}

async function ask(
  connection: Connection,
  path: string,
  init: RequestInit = {},
  url = new URL(connection.base + path),
): Promise<Reply> {
  const send = () => {
    const headers = { ...init.headers, ...(connection.authorization && { authorization: connection.authorization }) };
    return request(connection.server, url, { ...init, headers });
  };
  const reply = await send();
  if (reply.status !== 401 || connection.authorization) return reply;
  connection.authorization = await authorize(connection, reply.headers.get("www-authenticate") ?? "");
  return connection.authorization ? send() : reply;
}

/** Answers a challenge: basic credentials, or a token fetched with them (https://distribution.github.io/distribution/spec/auth/token/). */
async function authorize({ credentials, base, server }: Connection, challenge: string): Promise<string | undefined> {
  const basic = credentials && basicAuthorization(credentials);
  if (!/^bearer/i.test(challenge)) return basic;
  const fields = Object.fromEntries(
    [...challenge.matchAll(/\b(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  const url = new URL(fields.realm ?? base, base);
  if (fields.service) url.searchParams.set("service", fields.service);
  url.searchParams.set("scope", `repository:${new URL(base).pathname.slice("/v2/".length)}:pull,push`);
  const name = `the token server ${url.host} of ${server.name}`;
  const reply = await request({ ...server, name }, url, { ...(basic && { headers: { authorization: basic } }) });
  if (reply.status === 429 || reply.status >= 500) throw unexpected(name, reply);
  if (!reply.ok) return undefined;
  const { token, access_token = token } = jsonOf<{ token?: string; access_token?: string }>(server, reply);
  maskSecret(access_token);
  return `Bearer ${access_token}`;
}

/** An answer that says yes. Throws in our words where it says no. */
function accepted({ name, registry, credentials }: Connection, reply: Reply): Reply {
  if (reply.ok) return reply;
  if (reply.status === 401 || reply.status === 403) {
    throw preconditionError(
      `the registry ${registry} refuses ${credentials ? `user ${credentials.username}` : "anonymous users"}: ${name}`,
      { hint: `Log in with \`docker login ${registry}\` as a user who may push ${name}.` },
    );
  }
  throw unexpected(`the registry ${registry}`, reply, ` for ${name}`);
}

const unexpected = (server: string, { status, text }: Reply, what = ""): Failure =>
  preconditionError(`${server} answered ${status}${what}`, {
    details: [text.slice(0, 300)],
    hint: "It may be for a moment only: run the same command again.",
  });
