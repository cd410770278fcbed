import { type Kept, sha256 } from "./small-registry.ts";

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const indexType = "application/vnd.oci.image.index.v1+json";

/** Puts an image of two platforms, which share a layer, into a repository. Returns the digest of its index. */
export function keepImage(kept: Kept, repository: string): string {
  const keep = (folder: string, content: string, type: string) => {
    const bytes = Buffer.from(content);
    const held = { digest: sha256(bytes), size: bytes.byteLength, mediaType: type };
    kept.set(`${repository}/${folder}/${held.digest}`, { bytes, type });
    return held;
  };
  const manifests = ["amd64", "arm64"].map((architecture) => {
    const config = keep("blobs", JSON.stringify({ architecture, config: { Labels: {} } }), "application/json");
    const layers = ["shared", architecture].map((text) => keep("blobs", `a layer: ${text}`, "application/x-tar"));
    const manifest = JSON.stringify({ schemaVersion: 2, mediaType: manifestType, config, layers });
    return { ...keep("manifests", manifest, manifestType), platform: { architecture, os: "linux" } };
  });
  const index = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests });
  return keep("manifests", index, indexType).digest;
}
