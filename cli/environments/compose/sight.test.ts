import { expect, test } from "vitest";
import { composeContainer } from "../../../testing/fixtures/compose-states.ts";
import type { ComposeContainer } from "../../domain/rollout/compose-rollout.ts";
import { sightOf } from "./sight.ts";

const judged = {
  service: "web",
  images: new Map([
    ["web", "sha256:aa"],
    ["worker", "sha256:bb"],
  ]),
};

const web = { id: "1", service: "web", image: "sha256:aa" };
const worker = { id: "2", service: "worker", image: "sha256:bb" };

test.each<[what: string, containers: Partial<ComposeContainer>[], healthy: boolean]>([
  ["each service with its own image", [web, worker], true],
  ["a service with the image of another", [web, { ...worker, image: "sha256:aa" }], false],
  ["an image of before beside the new one", [web, { ...web, id: "3", image: "sha256:00" }, worker], false],
  [
    "a service that has no image of the release",
    [web, worker, { id: "4", service: "redis", image: "sha256:cc" }],
    true,
  ],
  ["all but the project's own service", [worker], false],
])("%s: whether it is a healthy rollout", (_, containers, healthy) => {
  const ended = { ended: true, error: undefined, stop: async () => {} };
  expect(sightOf(judged, containers.map(composeContainer), new Map(), ended).isHealthy).toBe(healthy);
});

test("what Compose stopped, and could not start again, is not blamed for that", () => {
  const failed = { ended: true, error: "Error response from daemon: no such network", stop: async () => {} };
  const running = composeContainer({ id: "2", service: "worker", image: "sha256:bb", status: "running" });
  const blamed = (now: Partial<ComposeContainer>) =>
    sightOf(judged, [{ ...running, status: "exited", ...now }], new Map([["2", running]]), failed).rollout.containers;
  expect(blamed({ exitCode: 143 })).toEqual([]);
  expect(blamed({ exitCode: 137 })).toEqual([]);
  expect(blamed({ exitCode: 1 })).toHaveLength(1);
  expect(blamed({ exitCode: 143, startedAt: "2026-01-01T00:00:00Z" })).toHaveLength(1);
});
