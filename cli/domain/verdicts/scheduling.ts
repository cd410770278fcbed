import type { ClusterState, PodState } from "../rollout/cluster-state.ts";
import { mayFreeRoom } from "../rollout/freed-room.ts";
import type { NodeState } from "../rollout/surroundings.ts";
import { lineOf } from "./evidence.ts";
import { inCluster, type Rule, untilTimeIsUp } from "./verdict.ts";

const unschedulable: Rule = {
  code: "scheduling.unschedulable",
  reason: "scheduling",
  certainWhen:
    "no node takes a pod for 3 s (20 s if nodes may be added), and no room, node or volume is on its way, also not by pods that are still starting",
  find: inCluster((cluster) => {
    const freesRoom = mayFreeRoom(cluster);
    return cluster.pods.flatMap((pod) => {
      const { name, unschedulable: said, node } = pod;
      if (!said || node) return [];
      return {
        cause: `no node can take ${pod.workload.name}: ${reasonOf(said)}`,
        evidence: [`${name}: ${said}`, ...scaling(pod), ...taintsOf(said, cluster.nodes)],
        fix: isTaken.test(mainReasonOf(said)) && replacesOlder(pod, cluster) ? oldFirst : fixFor(mainReasonOf(said)),
        lasting: lacksVolume.test(said)
          ? untilTimeIsUp
          : lastingFor(pod, freesRoom && isTaken.test(reasonOf(said)), cluster),
      };
    });
  }),
};

/** Said too while a volume is just being made; those of the volume rules are known not to come. */
const lacksVolume = /unbound immediate PersistentVolumeClaims/;

/** Whether pods of the version before hold what the pod lacks, and go only once it is ready. */
const replacesOlder = ({ workload: { kind, name } }: PodState, { workloads }: ClusterState): boolean =>
  kind === "Deployment" && workloads.some((each) => each.kind === kind && each.name === name && each.isReplacing);

const oldFirst =
  "Pods of the version before keep their places until new ones are ready. Let one go first, with `strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }` in the chart, or add a node.";

const settledMs = 3_000;
/** An autoscaler looks every ten seconds or so. */
const elasticMs = 20_000;

/** What a pod lacks because another one has it, such as room, a port, a volume, or a node without its like. */
const isTaken =
  /Insufficient|Too many pods|free ports|anti-affinity|topology spread|max volume count|in-use by another pod/;

function lastingFor({ events }: PodState, comesFree: boolean, { nodes, leaving }: ClusterState): number {
  if (comesFree || leaving.length > 0 || nodes?.some(isComing)) return untilTimeIsUp;
  const last = events.findLast(({ reason }) => /^(TriggeredScaleUp|Nominated|NotTriggerScaleUp)$/.test(reason));
  if (last) return last.reason === "NotTriggerScaleUp" ? settledMs : untilTimeIsUp;
  return !nodes || nodes.some(({ isElastic }) => isElastic) ? elasticMs : settledMs;
}

/** A node that is not ready yet, or under pressure, may take pods in a moment. */
const isComing = ({ taints }: NodeState) =>
  taints.some((taint) => /^node(\.cloudprovider)?\.kubernetes\.io\/(?!unschedulable)/.test(taint));

const scaling = (pod: PodState) =>
  pod.events
    .filter(({ reason }) => /ScaleUp$/.test(reason))
    .slice(-1)
    .map((event) => lineOf(pod.name, event));

/** The scheduler's words name no taint. */
const taintsOf = (said: string, nodes: NodeState[] | undefined) =>
  /taint/.test(said)
    ? (nodes ?? []).flatMap(({ name, taints }) => taints.map((taint) => `${name}: taint ${taint}`))
    : [];

/** `0/3 nodes are available: 3 Insufficient cpu. preemption: …` → `3 Insufficient cpu` */
function reasonOf(said: string): string {
  const reasons = said.replace(/^\S+ nodes are available: /, "");
  if (reasons === said) return said;
  const [first = ""] = reasons.split(". ", 1);
  return first.replace(/\.$/, "");
}

/** What holds for most nodes: often one of them is only for the control plane. */
const mainReasonOf = (said: string) =>
  reasonOf(said)
    .split(", ")
    .sort((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10))[0] ?? said;

function fixFor(said: string): string {
  if (/Insufficient/.test(said)) return "Lower resources.requests in the chart's values, or add a node.";
  if (/taint/.test(said)) return "Add a toleration for one of these taints to the chart's values, or a node without.";
  if (lacksVolume.test(said)) return "See with `kubectl describe pvc` what its claims wait for, or give it more time.";
  if (/free ports/.test(said)) return "Do not use hostPort, or give each pod a node of its own.";
  return "Correct nodeSelector and affinity in the chart's values, or label a node accordingly.";
}

export const schedulingRules: Rule[] = [unschedulable];
