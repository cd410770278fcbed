import { createHash } from "node:crypto";

/** The digest of bytes, as registries and tags name it: `sha256:…`. */
export const digestOf = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
