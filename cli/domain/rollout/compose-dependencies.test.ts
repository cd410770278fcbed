import { expect, test } from "vitest";
import { composeContainer } from "../../../testing/fixtures/compose-states.ts";
import { excusedBeside } from "./compose-dependencies.ts";
import type { ComposeContainer } from "./compose-rollout.ts";

const at = (seconds: number) => Date.parse("2026-03-01T12:00:00.000Z") + seconds * 1_000;
const refused = ["Error: connect ECONNREFUSED 172.18.0.2:5432"];

test.each<
  [what: string, own: Partial<ComposeContainer>, other: Partial<ComposeContainer>, isExcused: true | undefined]
>([
  ["beside one that nothing checks, just started", { endedAt: at(20), log: refused }, {}, true],
  ["beside one that had its time", { endedAt: at(31), log: refused }, {}, undefined],
  ["for a reason of its own", { endedAt: at(2), log: ["Error: PORT is not set"] }, {}, undefined],
  ["beside one that is still checked", { endedAt: at(99), log: ["Error: no"] }, { health: "starting" }, true],
  ["beside one that is healthy", { endedAt: at(2), log: refused }, { health: "healthy" }, undefined],
  ["beside one that ends itself", { endedAt: at(2), log: refused }, { restarts: 2 }, undefined],
  ["for good", { endedAt: at(2), log: refused, restartsByItself: false }, {}, undefined],
])("a container that ends %s", (_, own, other, isExcused) => {
  const crashing = composeContainer({ service: "chat", status: "restarting", restarts: 3, exitCode: 1, ...own });
  const beside = composeContainer({ service: "db", startedAt: new Date(at(0)).toISOString(), ...other });
  expect(excusedBeside([crashing, beside])[0]?.isExcused).toBe(isExcused);
});
