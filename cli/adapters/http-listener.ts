import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { messageOf, preconditionError } from "../../lib/errors.ts";

/** A request, of whose body nothing was read yet. */
export interface Incoming {
  method: string;
  path: string;
  /** What stands behind the `?`. */
  query: string;
  headers: Readonly<Record<string, string | undefined>>;
  /** The body as it came; undefined if it is longer than `most` bytes, of which no more is read then. */
  readBody(most: number): Promise<Buffer | undefined>;
}

export interface Answer {
  status: number;
  body: string;
  type?: string;
  headers?: Readonly<Record<string, string | string[]>>;
  /** Goes on after the body: writes until it has ended, or nobody reads any more. A text is written once its reader has room. */
  stream?: (write: (text: string) => Promise<void>, closed: AbortSignal) => Promise<void>;
}

export interface Listener {
  /** `http://127.0.0.1:8086` */
  url: string;
  close(): Promise<void>;
}

/** Whoever sends its request slower than this is not waited for. */
const patience = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
};
const mostConnections = 1_024;

/** Answers requests at an address, `host:port`. Each connection ends by itself, and there are never too many. */
export async function listenForHttp(
  address: string,
  answer: (request: Incoming) => Promise<Answer>,
): Promise<Listener> {
  const colon = address.lastIndexOf(":");
  const host = address.slice(0, colon).replace(/^\[|\]$/g, "");
  const server = createServer({ ...patience, maxHeaderSize: 16_384 }, (request, response) => {
    void respond(request, response, answer);
  });
  server.maxConnections = mostConnections;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(Number(address.slice(colon + 1)), host, resolve);
  }).catch((error) => {
    throw preconditionError(`cannot listen at ${address}: ${messageOf(error)}`, {
      hint: "Name another address in serve.yaml, or end what listens there.",
      cause: error,
    });
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${address.slice(0, colon)}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: Incoming) => Promise<Answer>,
): Promise<void> {
  request.on("error", () => {});
  const {
    status,
    body,
    type = "application/json",
    headers,
    stream,
  }: Answer = await answer(incoming(request)).catch(() => ({
    status: 500,
    body: "{}",
  }));
  response.writeHead(status, {
    "content-type": type,
    ...(!stream && { "content-length": Buffer.byteLength(body) }),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
    // What is still to come of the body is not read.
    ...(!request.complete && { connection: "close" }),
  });
  if (stream && request.method !== "HEAD") await writeStream(response, body, stream);
  response.end(stream ? undefined : body);
}

/** A reader that takes nothing for so long is not waited for. */
const readerPatienceMs = 30_000;

async function writeStream(
  response: ServerResponse,
  first: string,
  stream: NonNullable<Answer["stream"]>,
): Promise<void> {
  const closing = new AbortController();
  response.once("close", () => closing.abort()).on("error", () => closing.abort());
  const { signal } = closing;
  const write = async (text: string) => {
    if (signal.aborted || response.write(text)) return;
    const tooSlow = setTimeout(() => response.destroy(), readerPatienceMs);
    await once(response, "drain", { signal }).catch(() => {});
    clearTimeout(tooSlow);
  };
  response.flushHeaders();
  if (first) await write(first);
  await stream(write, signal).catch(() => response.destroy());
}

function incoming(request: IncomingMessage): Incoming {
  const [path = "", query = ""] = splitOnce(request.url ?? "", "?");
  return {
    method: request.method ?? "",
    path,
    query,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
    ),
    readBody: (most) => readBody(request, most),
  };
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function readBody(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > most) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= most) return void chunks.push(chunk);
      request.pause().removeAllListeners("data");
      resolve(undefined);
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("close", () => reject(new Error("the request was cut")));
  });
}
