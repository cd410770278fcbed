import type { Listener } from "../../core/events.ts";

/** Every event as one JSON document a line (NDJSON), for programs. */
export function jsonLines(write: (text: string) => void): Listener {
  return (event) => write(`${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`);
}
