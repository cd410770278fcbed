import { labels } from "../domain/image/reference.ts";
import { openImage, type Reach } from "./artifact-stores.ts";

/** An image that was released. */
export interface KnownImage {
  /** Name without tag. */
  repository: string;
  digest: string;
  commit: string;
}

/** What it is that a node runs. */
export type Identity = { is: "released" } | { is: "another"; commit: string } | { is: "unknown" };

/**
 * Compares what a node says that it runs with what was released. A node may call it by the digest of its index, of its
 * own platform, of the configuration, or of another index with the same configuration: the registry knows which those
 * are. It is another image where the registry has it, built from another commit; all else cannot be told.
 */
export async function identify(image: KnownImage, imageId: string, reach: IdentityReach): Promise<Identity> {
  const [seen] = /sha256:[0-9a-f]{64}$/.exec(imageId) ?? [];
  if (!seen) return { is: "unknown" };
  if (seen === image.digest) return { is: "released" };
  try {
    return await askRegistry(image, seen, reach);
  } catch {
    // A registry that does not answer proves nothing of what runs.
    reach.signal.throwIfAborted();
    return { is: "unknown" };
  }
}

type IdentityReach = Pick<Reach, "env" | "signal">;

async function askRegistry(image: KnownImage, seen: string, reach: IdentityReach): Promise<Identity> {
  const { registry } = await openImage(image.repository, reach);
  const names = await registry.namesOf(image.digest);
  if (names.includes(seen)) return { is: "released" };
  const found = await registry.find(seen);
  if (!found) return { is: "unknown" };
  if (names.includes(found.configDigest)) return { is: "released" };
  const commit = found.labels[labels.revision];
  return commit && commit !== image.commit ? { is: "another", commit } : { is: "unknown" };
}
