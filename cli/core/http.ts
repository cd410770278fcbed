import { Failure, preconditionError } from "../../lib/errors.ts";
import { listenForSilence } from "../../lib/silence.ts";
import { type FileBody, readBody, saveBody, withFile } from "./bodies.ts";
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
  /** Who answered, after redirections. */
  url: string;
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

export interface Sent extends RequestInit {
  /** In place of a body. */
  file?: FileBody;
  /** Where a good answer is written to, instead of being read. */
  into?: FileBody;
  /** A status that is this server's answer to what is asked, though elsewhere it tells of trouble. */
  answer?: number;
  /** Would do something twice if it arrived twice: only a server that was busy gets it again. */
  countsTwice?: boolean;
}

/**
 * Sends a request and reads the whole answer, whatever its status; sends it again where the server is busy, fails or cuts
 * the connection. Throws Unreachable where no answer comes. A request must be fit to arrive twice, or say that it is not.
 */
export async function request(server: Server, url: URL | string, sent: Sent = {}): Promise<Reply> {
  const { name, signal, timeoutMs = patienceMs, onWait } = server;
  const transferMs = Math.ceil(sizeOf(sent) / slowestBytesPerMs);
  try {
    return await askAgain(
      { peer: name, signal, withinMs: timeoutMs + (isByFile(sent) ? transferMs : 0), onWait },
      () => {
        const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs + transferMs)]);
        // Of a file each part is heard of; what is sent at once is silent until it has arrived.
        const silentMs = isByFile(sent) ? timeoutMs : timeoutMs / silences + transferMs;
        return once(server, new URL(url), { ...sent, signal: bounded }, silentMs);
      },
      (tried) => troubleFor(tried, sent),
    );
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Failure) throw error;
    throw unreachable({ ...server, url: new URL(url) }, error, timeoutMs);
  }
}

function troubleFor(tried: Tried<Reply>, { answer, countsTwice }: Sent): Trouble | undefined {
  const status = "value" in tried ? tried.value.status : undefined;
  if (status !== undefined && status === answer) return undefined;
  return countsTwice && status !== 429 && status !== 403 ? undefined : troubleIn(tried);
}

const troubleIn = (tried: Tried<Reply>): Trouble | undefined =>
  "error" in tried
    ? troubleOfError(tried.error)
    : troubleOfStatus(tried.value.status, tried.value.headers.get("retry-after"));

const isByFile = ({ file, into }: Sent): boolean => file !== undefined || into !== undefined;

function sizeOf({ body, file, into }: Sent): number {
  return body instanceof Uint8Array ? body.byteLength : (file?.size ?? into?.size ?? 0);
}

async function once(
  server: Server,
  url: URL,
  { file, into, answer: _, countsTwice: __, ...init }: Sent & { signal: AbortSignal },
  silentMs: number,
): Promise<Reply> {
  const silence = listenForSilence(silentMs);
  try {
    const bounded = { ...init, signal: AbortSignal.any([init.signal, silence.signal]) };
    const response = await fetchByMachine(url, file ? withFile(bounded, file, silence.heard) : bounded, server);
    const isSaved = into !== undefined && response.ok;
    if (isSaved) await saveBody(into, response, silence.heard);
    const body = isSaved ? new Uint8Array() : await readBody(server.name, response, silence.heard);
    const text = new TextDecoder().decode(body);
    return {
      url: response.url || url.href,
      status: response.status,
      ok: response.ok,
      headers: response.headers,
      body,
      text,
    };
  } finally {
    silence.end();
  }
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
