import { preconditionError } from "../../../lib/errors.ts";
import { jsonOf } from "../../core/http.ts";
import { readBlob, verifyPushRight } from "./blobs.ts";
import { openRegistryClient, type RegistryClient, type RegistryOptions } from "./client.ts";
import { type Copying, copyImage } from "./copy.ts";
import { hasManifest, putManifest, readManifest } from "./manifests.ts";

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
  /** Brings the image under a digest here from another repository, unless it is here already. */
  copyFrom(source: Registry, digest: string, copying: Copying): Promise<void>;
  /** Throws where the registry does not answer or refuses this user the right to push. Writes nothing. */
  verifyPushRight(): Promise<void>;
  client: RegistryClient;
}

/** Connects to the repository behind an image name. */
export function openRegistry(name: string, options: RegistryOptions): Registry {
  const client = openRegistryClient(name, options);
  return {
    find: (reference) => findImage(client, reference),
    has: (reference) => hasManifest(client, reference),
    namesOf: (digest) => namesOf(client, digest),
    addTag: (reference, tag) => addTag(client, reference, tag),
    copyFrom: (source, digest, copying) => copyImage(source.client, client, digest, copying),
    client,
    verifyPushRight: () => verifyPushRight(client),
  };
}

interface ImageConfig {
  config?: { Labels?: Record<string, string> };
  architecture?: string;
}

async function findImage(client: RegistryClient, reference: string): Promise<RegistryImage | undefined> {
  const manifest = await readManifest(client, reference);
  if (!manifest) return undefined;
  const { digest, document } = manifest;
  const first = document.manifests?.[0];
  const platform = first ? await readManifest(client, first.digest) : manifest;
  const configDigest = platform?.document.config?.digest ?? "";
  const reply = await readBlob(client, configDigest);
  const { config, architecture } = jsonOf<ImageConfig>(client.server, reply);
  const listed = document.manifests?.map(({ platform: of }) => of?.architecture) ?? [architecture];
  const architectures = listed.filter((each): each is string => each !== undefined && each !== "unknown");
  return { digest, configDigest, labels: config?.Labels ?? {}, architectures: [...new Set(architectures)] };
}

async function namesOf(client: RegistryClient, digest: string): Promise<string[]> {
  const { manifests = [], config } = (await readManifest(client, digest))?.document ?? {};
  const below = await Promise.all(manifests.map((platform) => namesOf(client, platform.digest)));
  return [digest, ...(config ? [config.digest] : []), ...below.flat()];
}

async function addTag(client: RegistryClient, reference: string, tag: string): Promise<void> {
  const manifest = await readManifest(client, reference);
  if (!manifest) throw preconditionError(`${client.name}:${reference} is not in the registry any more`);
  await putManifest(client, tag, manifest);
}
