import type { TraceContext } from "./context.ts";

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Something that took a while, as it is known once it is over. */
export interface Span {
  context: TraceContext;
  /** Undefined: the trace begins with it. */
  parentId: string | undefined;
  name: string;
  /** In milliseconds since 1970. */
  began: number;
  ended: number;
  attributes: Attributes;
  /** What happened meanwhile. */
  events?: readonly { name: string; at: number; attributes: Attributes }[];
  /** Why it failed. */
  problem?: string | undefined;
}

export interface Resource {
  service: string;
  version: string;
}

/** Kind of a span within one program. */
const internal = 1;
const statusOfError = 2;

/** Spans as OpenTelemetry's protocol writes them in JSON. */
export const otlpOf = (spans: readonly Span[], { service, version }: Resource): object => ({
  resourceSpans: [
    {
      resource: { attributes: attributesOf({ "service.name": service, "service.version": version }) },
      scopeSpans: [{ scope: { name: "chatops", version }, spans: spans.map(written) }],
    },
  ],
});

const written = ({ context, parentId, name, began, ended, attributes, events = [], problem }: Span) => ({
  traceId: context.traceId,
  spanId: context.spanId,
  ...(parentId !== undefined && { parentSpanId: parentId }),
  name,
  kind: internal,
  startTimeUnixNano: nanoseconds(began),
  endTimeUnixNano: nanoseconds(ended),
  attributes: attributesOf(attributes),
  events: events.map((event) => ({
    name: event.name,
    timeUnixNano: nanoseconds(event.at),
    attributes: attributesOf(event.attributes),
  })),
  status: problem === undefined ? {} : { code: statusOfError, message: problem },
});

/** A number holds no nanoseconds since 1970. */
const nanoseconds = (ms: number): string => `${Math.round(ms * 1_000)}000`;

const attributesOf = (attributes: Attributes) =>
  Object.entries(attributes).flatMap(([key, value]) => {
    if (value === undefined) return [];
    return [{ key, value: typeof value === "string" ? { stringValue: value } : { intValue: `${value}` } }];
  });
