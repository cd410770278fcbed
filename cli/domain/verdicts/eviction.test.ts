import { describe, expect, test } from "vitest";
import { deploymentState, event, observation, podState } from "../../../testing/fixtures/watch-states.ts";
import { takeBaseline } from "../rollout/baseline.ts";
import { clusterRolloutOf } from "../rollout/cluster-rollout.ts";
import type { Event, Pod } from "../rollout/objects.ts";
import { createJudge } from "./judge.ts";

/** What is said of what is seen for so many seconds without a change. */
function verdictAfter(seconds: number, state: Parameters<typeof clusterRolloutOf>[0], isTimeUp = false) {
  const judge = createJudge();
  judge(clusterRolloutOf(state), { now: 0, isTimeUp: false });
  return judge(clusterRolloutOf(state), { now: seconds * 1_000, isTimeUp });
}

const creating = podState({ state: { waiting: { reason: "ContainerCreating" } } });

describe("a pod that is evicted", () => {
  const own = 'Usage of EmptyDir volume "cache" exceeds the limit "10Mi". ';
  const evicted = (uid: string, message: string): Pod => ({
    ...podState({}, { status: { phase: "Failed", reason: "Evicted", message } }),
    metadata: { ...creating.metadata, name: uid, uid },
  });

  test("for its own limit is waited for once, and is the cause twice", () => {
    const once = observation({ pods: [evicted("a", own), creating] });
    expect(verdictAfter(250, once)).toBeUndefined();
    expect(verdictAfter(250, once, true)?.code).toBe("volume.limit");
    const twice = observation({ pods: [evicted("a", own), evicted("b", own)] });
    expect(verdictAfter(0, twice)).toMatchObject({
      code: "volume.limit",
      cause: "chat writes more than it may, and is evicted for that",
      evidence: ['Deployment chat: Evicted: Usage of EmptyDir volume "cache" exceeds the limit "10Mi".'],
    });
  });

  test("is known by its events, if another one of its name takes its place", () => {
    const about = (uid: string): Event => {
      const said = event("Evicted", own, 1, "");
      return { ...said, involvedObject: { kind: "Pod", name: creating.metadata?.name ?? "", uid } };
    };
    const events = [about("first"), about("second")];
    expect(verdictAfter(0, observation({ pods: [creating], events }))?.code).toBe("volume.limit");
    const before = { ...observation().before, events: takeBaseline(observation({ events }).objects).events };
    expect(verdictAfter(250, observation({ pods: [creating], events }, { before }))).toBeUndefined();
  });

  test("is none of ours if its node was short of something, or all is there", () => {
    const pressure = "The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. ";
    const pods = [evicted("a", pressure), evicted("b", pressure), creating];
    expect(verdictAfter(250, observation({ pods }))).toBeUndefined();
    const ready = podState({ state: { running: {} }, ready: true });
    const deployments = [deploymentState({ replicas: 1, updatedReplicas: 1, availableReplicas: 1 })];
    const all = observation({ deployments, pods: [evicted("a", own), evicted("b", own), ready] });
    expect(verdictAfter(250, all)).toBeUndefined();
  });
});
