import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { preconditionError } from "../../lib/errors.ts";

/** A file that is sent, or that an answer is written to: what is too large for memory. */
export interface FileBody {
  path: string;
  size: number;
}

const mostBytes = 64 * 1024 * 1024;

/** Reads an answer into memory. Throws a Failure if it has no end. */
export async function readBody(name: string, { body }: Response, heard: () => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    heard();
    length += chunk.length;
    chunks.push(chunk);
    if (length > mostBytes) throw preconditionError(`${name} answers with more than ${mostBytes / 1024 ** 2} MiB`);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Writes an answer to a file, in place of what an earlier try left there. */
export async function saveBody({ path }: FileBody, { body }: Response, heard: () => void): Promise<void> {
  const file = await open(path, "w");
  try {
    for await (const chunk of body ?? []) {
      heard();
      await file.write(chunk);
    }
  } finally {
    await file.close();
  }
}

/** A request that sends a file, from its beginning however often it is sent. */
export function withFile(init: RequestInit, { path, size }: FileBody, heard: () => void): RequestInit {
  async function* chunks() {
    for await (const chunk of createReadStream(path)) {
      heard();
      yield chunk;
    }
  }
  const body = { [Symbol.asyncIterator]: chunks } as unknown as RequestInit["body"];
  const headers = new Headers(init.headers);
  headers.set("content-length", String(size));
  return { ...init, body, headers, duplex: "half" } as RequestInit;
}
