import { expect, test } from "vitest";
import { composeContainer } from "../../../testing/fixtures/compose-states.ts";
import { type ComposeContainer, isHealthy, lastingOf } from "./compose-rollout.ts";

const migration = { service: "migrate", status: "exited", restartsByItself: false } as const;

test.each<[what: string, containers: Partial<ComposeContainer>[], healthy: boolean]>([
  ["nothing", [], false],
  ["the service, without a health check", [{}], true],
  ["the service, healthy", [{ health: "healthy" }], true],
  ["the service, not checked yet", [{ health: "starting" }], false],
  ["the service, unhealthy", [{ health: "unhealthy" }], false],
  ["the service, created only", [{ status: "created" }], false],
  ["the service, restarting", [{ status: "restarting" }], false],
  ["the service, paused", [{ status: "paused" }], false],
  ["another service only", [{ service: "redis" }], false],
  ["another service, not healthy yet", [{}, { service: "redis", health: "starting" }], false],
  ["two copies, one of them not up", [{}, { status: "created" }], false],
  ["a migration that is done", [{}, migration], true],
  ["a migration that failed", [{}, { ...migration, exitCode: 1 }], false],
  ["a migration that is started again and again", [{}, { ...migration, restartsByItself: true }], false],
])("%s: whether it is a healthy rollout", (_, containers, healthy) => {
  expect(isHealthy("chat", containers.map(composeContainer))).toBe(healthy);
});

test("what has done its work is not among those that are to run, unless it is the project's own service", () => {
  const containers = [
    { service: "chat", status: "exited" } as const,
    migration,
    { service: "redis" },
    { ...migration, exitCode: 1 },
  ];
  const lasting = lastingOf(containers.map(composeContainer), "chat");
  expect(lasting.map(({ service, exitCode }) => [service, exitCode])).toEqual([
    ["chat", 0],
    ["redis", 0],
    ["migrate", 1],
  ]);
});
