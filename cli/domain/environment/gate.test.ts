import { describe, expect, test } from "vitest";
import { configSchema, type Environment } from "../../core/config/schema.ts";
import type { EnvironmentStatus } from "../../results/status.ts";
import { automaticOrder, refusal } from "./gate.ts";

const staging = (more: Partial<EnvironmentStatus>): EnvironmentStatus => ({
  environment: "staging",
  place: "sandbox, namespace chat-staging",
  state: "healthy",
  ...more,
});

describe("a gate", () => {
  const now = new Date("2026-03-01T12:00:00Z");
  const since = "2026-03-01T11:55:00Z";

  test.each([
    ["lets the version through that is healthy before it", "1.4.0", since, 0, undefined],
    ["asks no time of it, whatever a server's clock says", "1.4.0", "2026-03-01T12:00:00.900Z", 0, undefined],
    ["lets it through after the time to soak", "1.4.0", since, 300_000, undefined],
    [
      "refuses it before",
      "1.4.0",
      since,
      600_000,
      `1.4.0 has been healthy in staging since ${since}; 300 s of soak time left`,
    ],
    [
      "refuses a version that another one follows",
      "1.5.0",
      since,
      0,
      "1.4.0 is not healthy in staging, where 1.5.0 is",
    ],
    ["refuses a version where none is healthy", undefined, undefined, 0, "1.4.0 is not healthy in staging"],
  ])("%s", (_, version, at, soakMs, expected) => {
    expect(refusal("1.4.0", staging({ version, since: at }), soakMs, now)?.why).toBe(expected);
  });

  test("counts from the last restart, or from when it was ready again", () => {
    const steadySince = "2026-03-01T11:58:00Z";
    const restarted = staging({ version: "1.4.0", since, steadySince });
    expect(refusal("1.4.0", restarted, 120_000, now)).toBeUndefined();
    expect(refusal("1.4.0", restarted, 300_000, now)?.why).toBe(
      `1.4.0 was started again or not ready, and has been steady in staging since ${steadySince}; 180 s of soak time left`,
    );
    const before = staging({ version: "1.4.0", since, steadySince: "2026-03-01T11:50:00Z" });
    expect(refusal("1.4.0", before, 300_000, now)).toBeUndefined();
  });

  test("lets through what is scaled to zero", () => {
    const idle = staging({ state: "idle", version: "1.4.0", since, ready: 0, wanted: 0 });
    expect(refusal("1.4.0", idle, 0, now)).toBeUndefined();
  });

  test("refuses what was healthy before it and is not any more, and says what is seen", () => {
    const crashed = staging({
      state: "degraded",
      version: "1.4.0",
      since,
      ready: 0,
      wanted: 1,
      note: "not ready: chat-1",
    });
    expect(refusal("1.4.0", crashed, 0, now)).toEqual({
      why: `1.4.0 was healthy in staging at ${since}, and is not any more: degraded, 0 of 1 ready; not ready: chat-1`,
      hint: "Bring it to health there first; `chatops status --env staging` shows how it is.",
    });
    expect(refusal("1.5.0", crashed, 0, now)?.why).toBe("1.5.0 is not healthy in staging");
  });
});

test("a gate says what to do: promote before, or wait", () => {
  const now = new Date("2026-03-01T12:00:00Z");
  const before = staging({ version: "1.4.0", since: "2026-03-01T11:55:00Z" });
  expect(refusal("1.5.0", before, 0, now)?.hint).toBe("Promote it there first: chatops promote 1.5.0 --env staging");
  expect(refusal("1.4.0", before, 600_000, now)?.hint).toBe("Run the same command again in 300 s.");
});

describe("--all-auto", () => {
  const environments = (text: Record<string, { promote?: string; after?: string }>): Record<string, Environment> =>
    configSchema.parse({
      name: "chat",
      environments: Object.fromEntries(
        Object.entries(text).map(([name, { promote = "auto", after }]) => [
          name,
          { kubernetes: { namespace: name }, promote, ...(after && { gate: { after } }) },
        ]),
      ),
    }).environments;

  test("goes in the order of the gates, past manual ones", () => {
    const all = environments({
      prod: { after: "staging" },
      laptop: { promote: "manual" },
      staging: { after: "test" },
      test: {},
    });
    expect(automaticOrder(all)).toEqual(["test", "staging", "prod"]);
  });

  test("ends where gates wait for each other", () => {
    expect(automaticOrder(environments({ a: { after: "b" }, b: { after: "a" } })).sort()).toEqual(["a", "b"]);
  });
});
