import { randomBytes } from "node:crypto";
import type { TraceContext } from "./trace-context.ts";

/** OpenTelemetry's numbers. */
const kinds = { server: 2, client: 3 };
const statusOfError = 2;

type Attributes = Record<string, string | number>;

/** What has just ended. */
export interface Work {
  name: string;
  kind: keyof typeof kinds;
  /** When it began, as `performance.now()` has it. */
  began: number;
  /** The trace of whoever asked for it. */
  parent?: TraceContext | undefined;
  attributes: Attributes;
  /** Why it failed. */
  problem?: string | undefined;
}

/** A span as the OpenTelemetry protocol writes it in JSON. */
export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: ReturnType<typeof attributesOf>;
  status: { code?: number; message?: string };
}

export interface TracerParts {
  /** The share of traces that are kept of those that begin here; others decide by themselves whether theirs are. */
  share: number;
  /** Takes a span, at once, and never fails. */
  add: (span: Span) => void;
}

/** Writes down what took how long, for whoever collects traces; does nothing where nobody does. */
export class Tracer {
  readonly #parts: TracerParts | undefined;

  constructor(parts: TracerParts | undefined) {
    this.#parts = parts;
  }

  /** Returns the trace that the work belongs to, kept or not. */
  record({ name, kind, began, parent, attributes, problem }: Work): string | undefined {
    if (this.#parts === undefined) return parent?.traceId;
    const { share, add } = this.#parts;
    if (!(parent?.isSampled ?? Math.random() < share)) return parent?.traceId;
    const traceId = parent?.traceId ?? randomBytes(16).toString("hex");
    add({
      traceId,
      spanId: randomBytes(8).toString("hex"),
      ...(parent && { parentSpanId: parent.spanId }),
      name,
      kind: kinds[kind],
      startTimeUnixNano: nanoseconds(began),
      endTimeUnixNano: nanoseconds(performance.now()),
      attributes: attributesOf(attributes),
      status: problem === undefined ? {} : { code: statusOfError, message: problem },
    });
    return traceId;
  }
}

/** Since 1970, of which a number holds only microseconds. */
const nanoseconds = (now: number): string => `${Math.round((performance.timeOrigin + now) * 1000)}000`;

export const attributesOf = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "string" ? { stringValue: value } : { intValue: `${value}` },
  }));
