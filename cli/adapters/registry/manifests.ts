import { createHash } from "node:crypto";
import { jsonOf } from "../../core/http.ts";
import type { RegistryClient } from "./client.ts";

const usualType = "application/vnd.oci.image.manifest.v1+json";
/** Of images, charts and whatever else is kept as an image is. */
const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  usualType,
  "application/vnd.docker.distribution.manifest.v2+json",
];

export interface Descriptor {
  digest: string;
  mediaType?: string;
  size?: number;
  /** Where it is to be had from: it is in no registry. */
  urls?: string[];
}

/** An index names manifests; a manifest names its configuration and its layers. */
export interface ManifestDocument {
  manifests?: (Descriptor & { platform?: { architecture?: string } })[];
  config?: Descriptor;
  layers?: Descriptor[];
}

export interface Manifest {
  digest: string;
  type: string;
  /** As the registry has them: the digest is theirs. */
  bytes: Uint8Array;
  document: ManifestDocument;
}

/** The manifest or index under a tag or digest; undefined if there is none. */
export async function readManifest(client: RegistryClient, reference: string): Promise<Manifest | undefined> {
  const reply = await client.look(`/manifests/${reference}`, { headers: { accept: manifestTypes.join(", ") } });
  if (!reply) return undefined;
  const { body: bytes, headers } = reply;
  const digest = headers.get("docker-content-digest") ?? `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const document = jsonOf<ManifestDocument>(client.server, reply);
  return { digest, bytes, type: headers.get("content-type") ?? usualType, document };
}

/** Whether there is a manifest under a tag or digest; unlike a download this counts towards no limit. */
export async function hasManifest(client: RegistryClient, reference: string): Promise<boolean> {
  const headers = { accept: manifestTypes.join(", ") };
  return (await client.look(`/manifests/${reference}`, { method: "HEAD", headers })) !== undefined;
}

/** Puts a manifest under a tag or its digest. */
export async function putManifest(
  client: RegistryClient,
  reference: string,
  { type, bytes }: Pick<Manifest, "type" | "bytes">,
): Promise<void> {
  const put = { method: "PUT", headers: { "content-type": type }, body: Buffer.from(bytes) };
  await client.demand(`/manifests/${reference}`, put);
}
