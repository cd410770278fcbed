import { gunzipSync, gzipSync } from "fflate";
import { Header } from "tar";
import { preconditionError } from "../../../lib/errors.ts";
import type { ChartFiles } from "./stamp.ts";

const blockSize = 512;
const fixedTime = new Date(0);

/**
 * Packages a chart as `helm package` does, as a .tgz with everything under the chart's name. The bytes depend on the
 * files alone: sorted entries, fixed times and owner, and a compressor that is pinned like any dependency (Node's zlib
 * changes its output between versions).
 */
export function packageChart(name: string, files: ChartFiles): Uint8Array {
  const ordered = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const blocks = ordered.flatMap(([path, content]) => [headerOf(`${name}/${path}`, content.length), padded(content)]);
  const archive = Buffer.concat([...blocks, Buffer.alloc(2 * blockSize)]);
  return gzipSync(archive, { mtime: fixedTime, level: 9 });
}

function headerOf(path: string, size: number): Uint8Array {
  const header = new Header({ path, size, mode: 0o644, type: "File", mtime: fixedTime, uid: 0, gid: 0 });
  const needsExtension = header.encode();
  if (needsExtension || !header.block) {
    throw preconditionError(`a chart has no room for the path ${path}`, {
      hint: "Shorten it to about 100 letters of plain ASCII.",
    });
  }
  return header.block;
}

function padded(content: Uint8Array): Uint8Array {
  const rest = content.length % blockSize;
  return rest === 0 ? content : Buffer.concat([content, Buffer.alloc(blockSize - rest)]);
}

/** Whether two packaged charts hold the same files, whatever their compression, order and times. */
export function sameContents(a: Uint8Array, b: Uint8Array): boolean {
  const left = unpackChart(a);
  const right = unpackChart(b);
  if (left.size !== right.size) return false;
  return [...left].every(([path, content]) => {
    const other = right.get(path);
    return other !== undefined && Buffer.compare(content, other) === 0;
  });
}

/** The files of a packaged chart by path, without the leading chart name. */
export function unpackChart(packaged: Uint8Array): ChartFiles {
  const archive = Buffer.from(gunzipSync(packaged));
  const files: ChartFiles = new Map();
  for (let offset = 0; offset + blockSize <= archive.length; ) {
    const { path, size = 0, type, nullBlock } = new Header(archive, offset);
    if (nullBlock || !path) break;
    const start = offset + blockSize;
    if (type === "File") files.set(path.slice(path.indexOf("/") + 1), archive.subarray(start, start + size));
    offset = start + Math.ceil(size / blockSize) * blockSize;
  }
  return files;
}
