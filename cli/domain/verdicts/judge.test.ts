import { expect, test } from "vitest";
import {
  deploymentState,
  observation,
  replicaSetState,
  unschedulable,
} from "../../../testing/fixtures/watch-states.ts";
import { clusterRolloutOf } from "../rollout/cluster-rollout.ts";
import type { Node } from "../rollout/objects.ts";
import { createJudge } from "./judge.ts";

const node = (key?: string): Node => ({
  metadata: { name: "worker-1" },
  ...(key && { spec: { taints: [{ key, effect: "NoSchedule" }] } }),
});

const waiting = (nodes: Node[]) =>
  clusterRolloutOf({
    ...observation({
      deployments: [deploymentState()],
      replicaSets: [replicaSetState()],
      pods: [unschedulable("0/1 nodes are available: 1 node(s) had untolerated taint(s).")],
    }),
    nodes,
  });

test("what was on its way until now has its full time to come", () => {
  const judge = createJudge();
  const look = (seconds: number, nodes: Node[]) =>
    judge(waiting(nodes), { now: seconds * 1_000, isTimeUp: false })?.code;
  expect(look(0, [node("node.kubernetes.io/not-ready")])).toBeUndefined();
  expect(look(30, [node("node.kubernetes.io/not-ready")])).toBeUndefined();
  // The scheduler has not looked at it again: it still says what was so before.
  expect(look(31, [node()])).toBeUndefined();
  expect(look(35, [node()])).toBe("scheduling.unschedulable");
});
