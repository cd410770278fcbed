import { Failure, preconditionError } from "../../lib/errors.ts";
import { listenForSilence } from "../../lib/silence.ts";
import { fetchByMachine, type Way } from "./connection.ts";
import { askAgain, type Tried, type Trouble, troubleOfError, troubleOfStatus } from "./retry.ts";
import { unreachable } from "./unreachable.ts";

/** A server of somebody else's, as it is called in messages. */
export interface Server extends Way {
  /** `the registry ghcr.io` */
  name: string;
  /** What to try where it does not answer. */
  hint: string;
  signal: AbortSignal;
  /** How long it may take to answer, all tries together. @default 30000 */
  timeoutMs?: number | undefined;
  /** Told where it is asked again after a while. */
  onWait?: ((text: string) => void) | undefined;
}

export interface Reply {
  status: number;
  ok: boolean;
  headers: Headers;
  body: Uint8Array;
  text: string;
}

const patienceMs = 30_000;
/** So many silences fit into the time that it may take. */
const silences = 3;
const slowestBytesPerMs = 32;
const mostBytes = 64 * 1024 * 1024;

/**
 * Sends a request and reads the whole answer, whatever its status; sends it again where the server is busy, fails or cuts
 * the connection. Throws Unreachable where no answer comes. Every request must be fit to arrive twice.
 */
export async function request(server: Server, url: URL | string, init: RequestInit = {}): Promise<Reply> {
  const { name, signal, timeoutMs = patienceMs, onWait } = server;
  const uploadMs = init.body instanceof Uint8Array ? Math.ceil(init.body.byteLength / slowestBytesPerMs) : 0;
  try {
    return await askAgain(
      { peer: name, signal, withinMs: timeoutMs, onWait },
      () => {
        const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs + uploadMs)]);
        return once(server, new URL(url), { ...init, signal: bounded }, timeoutMs / silences + uploadMs);
      },
      troubleIn,
    );
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Failure) throw error;
    throw unreachable({ ...server, url: new URL(url) }, error, timeoutMs);
  }
}

const troubleIn = (tried: Tried<Reply>): Trouble | undefined =>
  "error" in tried
    ? troubleOfError(tried.error)
    : troubleOfStatus(tried.value.status, tried.value.headers.get("retry-after"));

async function once(
  server: Server,
  url: URL,
  init: RequestInit & { signal: AbortSignal },
  silentMs: number,
): Promise<Reply> {
  const silence = listenForSilence(silentMs);
  try {
    const bounded = { ...init, signal: AbortSignal.any([init.signal, silence.signal]) };
    const response = await fetchByMachine(url, bounded, server);
    const body = await readBody(server.name, response, silence.heard);
    const text = new TextDecoder().decode(body);
    return { status: response.status, ok: response.ok, headers: response.headers, body, text };
  } finally {
    silence.end();
  }
}

async function readBody(name: string, { body }: Response, heard: () => void): Promise<Uint8Array> {
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

/** The document of an answer. Throws a Failure where it is none: a proxy or another server may stand there. */
export function jsonOf<T>({ name, hint }: Server, { text }: Reply): T {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw preconditionError(`${name} answers, but not as it should`, {
      hint,
      details: [text.slice(0, 300)],
      cause: error,
    });
  }
}
