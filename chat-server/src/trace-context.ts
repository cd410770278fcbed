import type { IncomingMessage } from "node:http";

/** The place in somebody else's trace that a request comes from. */
export interface TraceContext {
  traceId: string;
  spanId: string;
  /** Whether that trace is kept. */
  isSampled: boolean;
}

const form = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?=$|-)/;

/** Reads the header `traceparent` as W3C defines it; undefined where there is none, or none that means anything. */
export function traceContextOf({ headers }: Pick<IncomingMessage, "headers">): TraceContext | undefined {
  const text = String(headers.traceparent ?? "");
  const [, traceId, spanId, flags = "0"] = form.exec(text) ?? [];
  // Version 00 has nothing behind the flags.
  if (!traceId || !spanId || (text.startsWith("00") && text.length > 55)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
