import { gzipSync } from "node:zlib";
import { Header } from "tar";

/** A packaged chart that holds this Chart.yaml and nothing else. */
export function packedChart(name: string, metadata: string): Buffer {
  const content = Buffer.from(metadata);
  const header = new Header({ path: `${name}/Chart.yaml`, size: content.length, mode: 0o644, type: "File" });
  header.encode();
  const rest = Buffer.alloc((512 - (content.length % 512)) % 512);
  return gzipSync(Buffer.concat([header.block ?? Buffer.alloc(0), content, rest, Buffer.alloc(1024)]));
}
