import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { preconditionError } from "../../../lib/errors.ts";
import { parseImageName } from "../../domain/image/reference.ts";
import { hasBlob } from "./blobs.ts";
import type { RegistryClient } from "./client.ts";
import { type Descriptor, hasManifest, type Manifest, putManifest, readManifest } from "./manifests.ts";

export interface Copying {
  /** The tag that the image gets; undefined: none, it is found by its digest. */
  tag?: string;
  /** Where a layer may be kept on its way. */
  folder: string;
  progress: (text: string) => void;
}

/**
 * Brings the image under a digest from one repository to another, with all its platforms. What is there already is not
 * sent again, so that a copy that was cut is completed by the next; in one registry no layer is moved at all.
 */
export async function copyImage(
  from: RegistryClient,
  to: RegistryClient,
  digest: string,
  copying: Copying,
): Promise<void> {
  const manifest = await copyManifest(from, to, digest, copying);
  if (copying.tag) await putManifest(to, copying.tag, manifest);
  const arrived = await readManifest(to, copying.tag ?? digest);
  if (arrived?.digest === digest) return;
  throw preconditionError(
    `${to.name} has ${arrived?.digest ?? "nothing"} in place of ${digest} after copying it there`,
    {
      hint: "Somebody may push to the same name; run the same command again.",
    },
  );
}

async function copyManifest(
  from: RegistryClient,
  to: RegistryClient,
  digest: string,
  copying: Copying,
): Promise<Manifest> {
  const manifest = await readManifest(from, digest);
  if (!manifest) throw preconditionError(`${from.name}@${digest} is not in the registry any more`);
  verify(from, digest, createHash("sha256").update(manifest.bytes).digest("hex"));
  if (await hasManifest(to, digest)) return manifest;
  const { manifests = [], config, layers = [] } = manifest.document;
  for (const each of manifests) await copyManifest(from, to, each.digest, copying);
  const blobs = [...(config ? [config] : []), ...layers];
  const wanted = new Map(blobs.filter(({ urls }) => !urls?.length).map((blob) => [blob.digest, blob]));
  for (const blob of wanted.values()) await copyBlob(from, to, blob, copying);
  await putManifest(to, digest, manifest);
  return manifest;
}

function verify({ name }: RegistryClient, digest: string, hash: string): void {
  if (digest === `sha256:${hash}`) return;
  throw preconditionError(`${name} gives something else for ${digest}`, {
    details: [`it is sha256:${hash}`],
    hint: "The registry, or a proxy before it, is damaged; release again, or ask whoever runs it.",
  });
}

async function copyBlob(
  from: RegistryClient,
  to: RegistryClient,
  { digest, size = 0 }: Descriptor,
  { folder, progress }: Copying,
): Promise<void> {
  if ((await hasBlob(to, digest)) || (await mountBlob(from, to, digest))) return;
  const file = { path: join(folder, digest.replace(":", "-")), size };
  try {
    progress(`${digest.slice(7, 19)}, ${(size / 1e6).toFixed(1)} MB`);
    await from.demand(`/blobs/${digest}`, { into: file });
    const hash = createHash("sha256");
    await pipeline(createReadStream(file.path), hash);
    verify(from, digest, hash.digest("hex"));
    const upload = await to.uploadIn(await to.demand("/blobs/uploads/", { method: "POST" }));
    upload.searchParams.set("digest", digest);
    await to.demand(upload, { method: "PUT", headers: { "content-type": "application/octet-stream" }, file });
  } finally {
    await rm(file.path, { force: true });
  }
}

/** Has a registry take a blob over from another repository of its own; false if it does not. */
async function mountBlob(from: RegistryClient, to: RegistryClient, digest: string): Promise<boolean> {
  const [source, target] = [parseImageName(from.name), parseImageName(to.name)];
  if (source.registry !== target.registry) return false;
  const query = new URLSearchParams({ mount: digest, from: source.repository });
  // Who may not read there by this login may yet do so by the other one: then the blob is sent.
  const mounting = to.ask(`/blobs/uploads/?${query}`, { method: "POST", from: source.repository });
  const reply = await mounting.catch(() => undefined);
  return reply?.status === 201;
}
