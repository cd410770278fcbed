import { createHash } from "node:crypto";
import type { Reply } from "../../core/http.ts";
import { Unreachable } from "../../core/unreachable.ts";
import type { RegistryClient } from "./client.ts";

/** What stands under a digest. Throws if the registry does not have it. */
export const readBlob = (client: RegistryClient, digest: string): Promise<Reply> => client.demand(`/blobs/${digest}`);

/** Whether something stands under a digest. */
export const hasBlob = async (client: RegistryClient, digest: string): Promise<boolean> =>
  (await client.look(`/blobs/${digest}`, { method: "HEAD" })) !== undefined;

/** Uploads bytes, unless the registry has them already. */
export async function pushBlob(client: RegistryClient, bytes: Uint8Array): Promise<{ digest: string; size: number }> {
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const descriptor = { digest, size: bytes.byteLength };
  if (await hasBlob(client, digest)) return descriptor;
  const location = await client.uploadIn(await client.demand("/blobs/uploads/", { method: "POST" }));
  location.searchParams.set("digest", digest);
  const headers = { "content-type": "application/octet-stream" };
  try {
    await client.demand(location, { method: "PUT", headers, body: Buffer.from(bytes) });
  } catch (error) {
    // A try of ours whose answer was lost has closed the upload.
    if (error instanceof Unreachable || !(await hasBlob(client, digest))) throw error;
  }
  return descriptor;
}

/** Opens an upload, which needs the right to push, and closes it again at once. Throws if the registry refuses. */
export async function verifyPushRight(client: RegistryClient): Promise<void> {
  const opened = await client.demand("/blobs/uploads/", { method: "POST" });
  // One that stays open does no harm: registries clear them.
  if (opened.headers.has("location")) {
    await client.ask(await client.uploadIn(opened), { method: "DELETE" }).catch(() => undefined);
  }
}
