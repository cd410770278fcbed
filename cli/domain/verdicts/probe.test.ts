import { expect, test } from "vitest";
import { event, observation, podState } from "../../../testing/fixtures/watch-states.ts";
import { clusterRolloutOf } from "../rollout/cluster-rollout.ts";
import { createJudge } from "./judge.ts";

test.each([
  [1, "chat was ended by its liveness probe"],
  [3, "chat is ended again and again by its liveness probe"],
])("a container that its probe ended %s times", (times, cause) => {
  const killing = event("Killing", "Container chat failed liveness probe, will be restarted", times);
  const seen = observation({ pods: [podState({ state: { running: {} } })], events: [killing] });
  expect(createJudge()(clusterRolloutOf(seen), { now: 0, isTimeUp: false })?.cause).toBe(cause);
});

test("a probe whose command is not in the image names it, and what could be run", () => {
  const message = "Readiness probe failed: /bin/sh: 1: curl: not found";
  const seen = observation({
    pods: [podState({ state: { running: {} } })],
    events: [event("Unhealthy", message, 3)],
  });
  expect(createJudge()(clusterRolloutOf(seen), { now: 0, isTimeUp: false })).toMatchObject({
    cause: "chat runs, but its readiness probe fails: its command curl is not in the image",
    fix: expect.stringMatching(/what the image has/),
  });
});

test("a probe that only bash could run says so at once", () => {
  const message = "Readiness probe failed: /bin/sh: 1: cannot create /dev/tcp/localhost/3000: Directory nonexistent";
  const seen = observation({
    pods: [podState({ state: { running: {} } })],
    events: [event("Unhealthy", message, 3)],
  });
  expect(createJudge()(clusterRolloutOf(seen), { now: 0, isTimeUp: false })).toMatchObject({
    cause: "chat runs, but its readiness probe fails: its command is written for bash, and another shell runs it",
    fix: expect.stringMatching(/\["bash", "-c"/),
  });
});
