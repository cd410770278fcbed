import { Failure, type FailureDetails, messageOf, preconditionError } from "./errors.ts";

/** A server of somebody else's, as it is called in messages. */
export interface Server {
  /** `the registry ghcr.io` */
  name: string;
  /** What to try where it does not answer. */
  hint: string;
  signal: AbortSignal;
  /** How long it may take to answer. */
  timeoutMs?: number | undefined;
}

export interface Reply {
  status: number;
  ok: boolean;
  headers: Headers;
  body: Uint8Array;
  text: string;
}

/** A server does not answer. It may for others. */
export class Unreachable extends Failure {
  constructor(message: string, details: FailureDetails) {
    super("precondition", message, details);
  }
}

const patienceMs = 30_000;

/** Sends a request and reads the whole answer, whatever its status. Throws Unreachable where none comes. */
export async function exchange(server: Server, url: URL | string, init: RequestInit = {}): Promise<Reply> {
  const { name, hint, signal, timeoutMs = patienceMs } = server;
  const patience = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.any([signal, patience]) });
    const body = new Uint8Array(await response.arrayBuffer());
    const text = new TextDecoder().decode(body);
    return { status: response.status, ok: response.ok, headers: response.headers, body, text };
  } catch (error) {
    signal.throwIfAborted();
    const why = patience.aborted ? `nothing within ${timeoutMs / 1000} s` : causeOf(error);
    throw new Unreachable(`${name} does not answer: ${why}`, { hint, cause: error });
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

const causeOf = (error: unknown): string =>
  messageOf(error instanceof Error && error.cause ? error.cause : error) || "the connection was refused";
