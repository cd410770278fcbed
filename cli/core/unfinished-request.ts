import { fetchByMachine } from "./connection.ts";
import type { Server } from "./http.ts";

/** Servers that wait for the body say nothing for ever. */
const patienceMs = 1_000;

/**
 * Begins a request whose body never comes, and resolves to the status that a server answers before it: rights are looked at
 * first. Undefined if the server waits for the body. Nothing is done there, as the request is given up unfinished.
 */
export async function statusBeforeBody(server: Server, url: string, init: RequestInit): Promise<number | undefined> {
  const answered = new AbortController();
  const bounded = AbortSignal.any([server.signal, answered.signal, AbortSignal.timeout(patienceMs)]);
  const body = new ReadableStream({ start: (stream) => stream.enqueue(new Uint8Array(1)) });
  try {
    const { status } = await fetchByMachine(new URL(url), { ...init, body, duplex: "half", signal: bounded }, server);
    return status;
  } catch {
    server.signal.throwIfAborted();
    return undefined;
  } finally {
    answered.abort();
  }
}
