/** A place in a trace that others began or go on with. */
export interface TraceContext {
  traceId: string;
  spanId: string;
  /** Whether that trace is kept. */
  isSampled: boolean;
}

const form = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?=$|-)/;

/** Reads what W3C calls `traceparent`, as programs get it in TRACEPARENT; undefined where it means nothing. */
export function readTraceparent(text = ""): TraceContext | undefined {
  const [, traceId, spanId, flags = "0"] = form.exec(text) ?? [];
  // Version 00 has nothing behind the flags.
  if (!traceId || !spanId || (text.startsWith("00") && text.length > 55)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export const traceparentOf = ({ traceId, spanId, isSampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-0${isSampled ? 1 : 0}`;
