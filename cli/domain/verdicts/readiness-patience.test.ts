import { expect, test } from "vitest";
import { event, observation, podState } from "../../../testing/fixtures/watch-states.ts";
import { clusterRolloutOf } from "../rollout/cluster-rollout.ts";
import { createJudge } from "./judge.ts";

/** After how many seconds a readiness probe that answers 404 is the cause; undefined if it is not within four minutes. */
function patienceWith(container: object): number | undefined {
  const probe = { httpGet: { path: "/health", port: 8080 } };
  const pods = [podState({ state: { running: {} } }, { container: { readinessProbe: probe, ...container } })];
  const events = [event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 404", 3)];
  const rollout = clusterRolloutOf(observation({ pods, events }));
  const judge = createJudge();
  const seconds = Array.from({ length: 240 }, (_, second) => second);
  return seconds.find((second) => judge(rollout, { now: second * 1_000, isTimeUp: false })?.code === "probe.readiness");
}

test.each<[what: string, container: object, seconds: number]>([
  ["as usual", {}, 10],
  ["often", { readinessProbe: { periodSeconds: 1 } }, 28],
  ["and may fail for long", { readinessProbe: { periodSeconds: 2, failureThreshold: 60 } }, 116],
  ["and rarely", { readinessProbe: { periodSeconds: 60 } }, 60],
  ["once it has started", { startupProbe: { httpGet: { path: "/started", port: 8080 } } }, 0],
  ["once its port is open", { startupProbe: { tcpSocket: { port: 8080 } } }, 10],
])("a program that is asked %s may answer 404 for a while", (_, container, seconds) => {
  expect(patienceWith(container)).toBe(seconds);
});
