import { expect, test } from "vitest";
import { traceContextOf } from "./trace-context.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";

test.each([
  ["sampled", `00-${traceId}-${spanId}-01`, true],
  ["not sampled", `00-${traceId}-${spanId}-00`, false],
  ["of a later version, with more behind", `cc-${traceId}-${spanId}-01-what-comes`, true],
])("a traceparent that is %s is taken", (_, traceparent, isSampled) => {
  expect(traceContextOf({ headers: { traceparent } })).toEqual({ traceId, spanId, isSampled });
});

test.each([
  ["missing", undefined],
  ["of the version that is none", `ff-${traceId}-${spanId}-01`],
  ["longer than its version allows", `00-${traceId}-${spanId}-01-more`],
  ["without a trace", `00-${"0".repeat(32)}-${spanId}-01`],
  ["without a span", `00-${traceId}-${"0".repeat(16)}-01`],
  ["in capitals", `00-${traceId.toUpperCase()}-${spanId}-01`],
  ["cut off", `00-${traceId}-${spanId}`],
  ["anything else", "<script>"],
])("a traceparent that is %s is not", (_, traceparent) => {
  expect(traceContextOf({ headers: { traceparent } })).toBeUndefined();
});
