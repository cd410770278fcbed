import { expect, test } from "vitest";
import { readTraceparent, traceparentOf } from "./context.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";

test.each([
  [`00-${traceId}-${spanId}-01`, true],
  [`00-${traceId}-${spanId}-00`, false],
])("%s is read and written", (text, isSampled) => {
  expect(readTraceparent(text)).toEqual({ traceId, spanId, isSampled });
  expect(traceparentOf({ traceId, spanId, isSampled })).toBe(text);
});

test.each([
  undefined,
  "",
  `ff-${traceId}-${spanId}-01`,
  `00-${"0".repeat(32)}-${spanId}-01`,
  `00-${traceId}-${"0".repeat(16)}-01`,
  `00-${traceId}-${spanId}-01-more`,
  `00-${traceId.toUpperCase()}-${spanId}-01`,
  "something else",
])("%s means nothing", (text) => {
  expect(readTraceparent(text)).toBeUndefined();
});
