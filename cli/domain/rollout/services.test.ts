import { describe, expect, test } from "vitest";
import { deploymentState, observation, podState } from "../../../testing/fixtures/watch-states.ts";
import { createJudge } from "../verdicts/judge.ts";
import { takeBaseline } from "./baseline.ts";
import { clusterRolloutOf } from "./cluster-rollout.ts";
import { isHealthy } from "./health.ts";
import type { Service } from "./objects.ts";
import { warningsOf } from "./warnings.ts";

const whole = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
const instance = { "app.kubernetes.io/instance": "chat" };

const service = (selector: Record<string, string>): Service => ({
  metadata: { name: "replica", uid: "service", labels: instance },
  spec: { selector, ports: [{ port: 80, targetPort: 8080 }] },
});

const pod = podState({ state: { running: {} }, ready: true });
const objectsOf = (selector: Record<string, string>, labels: Record<string, string> = {}) => ({
  deployments: [deploymentState(whole)],
  pods: [{ ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata?.labels, ...labels } } }],
  services: [service(selector)],
});

/** What is said of a Service that selects nothing after so many seconds, and how it was before. */
function judged(
  selector: Record<string, string>,
  { seconds = 10, before }: { seconds?: number; before?: ReturnType<typeof objectsOf> } = {},
) {
  const state = observation(objectsOf(selector));
  const known = before ? { ...state, before: takeBaseline(observation(before).objects) } : state;
  const after = { ...known, before: { ...known.before, generations: state.before.generations } };
  const rollout = clusterRolloutOf(after);
  const judge = createJudge();
  judge(rollout, { now: 0, isTimeUp: false });
  return {
    code: judge(rollout, { now: seconds * 1_000, isTimeUp: false })?.code,
    isHealthy: isHealthy(rollout.cluster),
    warnings: warningsOf(rollout.cluster, after),
  };
}

const role = { ...instance, role: "replica" };
const mistaken = { "app.kubernetes.io/instance": "chatt" };
const healthy = { code: undefined, isHealthy: true, warnings: ["the Service replica selects no pod yet"] };
const lost = { code: "network.selects-nothing", isHealthy: false, warnings: [] };

describe("a Service that selects no pod", () => {
  test("is warned of if programs give their pods the label that it wants", () => {
    expect(judged(role)).toEqual(healthy);
  });

  test("is warned of if it selected none before", () => {
    expect(judged(role, { before: objectsOf(role) })).toEqual(healthy);
    expect(judged(mistaken, { before: objectsOf(mistaken) })).toEqual(healthy);
  });

  test("is a cause if it is new and should select the chart's own pods", () => {
    expect(judged(mistaken)).toEqual(lost);
    expect(judged({ tier: "web" })).toEqual(lost);
    expect(judged({ ...mistaken, role: "replica" })).toEqual(lost);
  });

  test("is a cause if it selected some before; who is elected says so a while later", () => {
    expect(judged(mistaken, { before: objectsOf(instance) })).toEqual(lost);
    const before = objectsOf(role, { role: "replica" });
    expect(judged(role, { before, seconds: 29 })).toEqual({ ...lost, code: undefined });
    expect(judged(role, { before, seconds: 30 })).toEqual(lost);
  });
});
