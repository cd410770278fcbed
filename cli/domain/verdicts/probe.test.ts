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
