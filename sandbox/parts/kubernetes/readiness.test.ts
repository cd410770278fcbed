import { expect, test } from "vitest";
import { isReady } from "./readiness.ts";

const start = new Date("2026-01-01T00:00:10Z");
const node = (status: string, heartbeat: string) => ({
  status: { conditions: [{ type: "Ready", status, lastHeartbeatTime: new Date(heartbeat) }] },
});

test.each([
  ["ready since the start", "True", "2026-01-01T00:00:12Z", true],
  ["ready in the second of the start", "True", "2026-01-01T00:00:10Z", true],
  ["ready in an earlier life", "True", "2026-01-01T00:00:02Z", false],
  ["not ready", "False", "2026-01-01T00:00:12Z", false],
])("%s", (_, status, heartbeat, expected) => {
  expect(isReady(node(status, heartbeat), start.getTime())).toBe(expected);
});

test("a node that said nothing yet is not ready", () => {
  expect(isReady({}, start.getTime())).toBe(false);
});
