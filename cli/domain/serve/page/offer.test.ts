import { expect, test } from "vitest";
import type { Config } from "../../../core/config/schema.ts";
import type { EnvironmentStatus } from "../../../results/status.ts";
import { offerFor } from "./offer.ts";

const now = new Date("2026-11-29T12:00:00.000Z");
const settings = (gate?: Config["environments"][string]["gate"]): Config["environments"][string] => ({
  compose: { file: "compose.yaml" },
  promote: "manual",
  observe: 1_000,
  gate,
});
const running = (environment: string, version: string | undefined, more: Partial<EnvironmentStatus> = {}) =>
  ({
    environment,
    place: "",
    state: "healthy",
    version,
    since: "2026-11-29T11:50:00.000Z",
    ...more,
  }) as EnvironmentStatus;
const after = { after: "staging", confirm: false, signed: false };
const offer = (environments: EnvironmentStatus[], gate?: Config["environments"][string]["gate"]) =>
  offerFor("prod", { newest: "1.2.0", environments }, settings(gate), now);

test("without a gate it is the newest release, unless that runs well there", () => {
  expect(offer([running("prod", "1.1.0")])).toEqual({ version: "1.2.0" });
  expect(offer([running("prod", "1.2.0")])).toBeUndefined();
  expect(offer([running("prod", "1.2.0", { state: "degraded" })])).toEqual({ version: "1.2.0" });
  expect(offer([])).toEqual({ version: "1.2.0" });
});

test("behind a gate it is what is healthy before", () => {
  expect(offer([running("staging", "1.1.0"), running("prod", "1.0.0")], after)).toEqual({ version: "1.1.0" });
  expect(offer([running("staging", "1.1.0"), running("prod", "1.1.0")], after)).toBeUndefined();
  expect(offer([running("staging", undefined), running("prod", "1.1.0")], after)).toBeUndefined();
});

test("a gate that is closed says why", () => {
  const staging = running("staging", "1.1.0");
  expect(offer([staging], { ...after, soak: 3_600_000 })).toEqual({
    version: "1.1.0",
    closed: "1.1.0 has been healthy in staging since 2026-11-29T11:50:00.000Z; 3000 s of soak time left",
  });
  expect(offer([{ ...staging, state: "degraded" }], after)?.closed).toContain("is not any more");
});
