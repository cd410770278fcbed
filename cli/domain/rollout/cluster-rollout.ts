import type { ClusterState, LeavingPod, PodState } from "./cluster-state.ts";
import { containersOf } from "./containers.ts";
import { waitForOthers } from "./dependencies.ts";
import { isElasticNode } from "./elastic.ts";
import { eventsByObject, words } from "./events.ts";
import { evictionsOf } from "./evictions.ts";
import type { Claim, Node, Pod } from "./objects.ts";
import { type Observation, uidOf } from "./observation.ts";
import { isOfRelease, nameOf, ownersOf } from "./ownership.ts";
import type { Rollout } from "./rollout.ts";
import { servicesOf } from "./services.ts";
import type { ClaimState, NodeState } from "./surroundings.ts";
import type { Events } from "./workload-kinds.ts";
import { hooksOf, type Workload, workloadsOf } from "./workloads.ts";

/** What an observation says about this release: only pods of its new revision and of its hooks count. */
export function clusterRolloutOf(observation: Observation): Rollout & { cluster: ClusterState } {
  const { objects, applying, images, nodes } = observation;
  const events = eventsByObject(objects.events, observation.before);
  const workloads = [...hooksOf(observation, events), ...workloadsOf(observation, events)];
  const states = workloads.map(({ state }) => state);
  const pods = waitForOthers(
    workloads.flatMap((workload) => podsOf(workload, observation, events)),
    states,
  );
  const claims = new Set(pods.flatMap((pod) => pod.claims.map((name) => `${pod.namespace}/${name}`)));
  const cluster: ClusterState = {
    workloads: states,
    pods,
    evictions: workloads.flatMap((workload) => evictionsOf(workload, observation)),
    claims: objects.claims
      .filter(({ metadata }) => claims.has(`${metadata?.namespace ?? ""}/${metadata?.name}`))
      .map((claim) => claimOf(claim, events)),
    services: servicesOf(observation),
    answers: observation.answers,
    refusedBefore: observation.refusedBefore,
    mayBeShielded: observation.mayBeShielded,
    nodes: nodes?.map(nodeOf),
    leaving: objects.pods
      .filter((pod) => pod.metadata?.deletionTimestamp && isOfHelmRelease(pod, observation))
      .map(leavingOf),
    images,
    isApplied: applying.ended && applying.error === undefined,
  };
  return {
    service: observation.helmRelease,
    containers: pods.flatMap((pod) => pod.containers),
    deployError: applying.error,
    settings: "the chart's values",
    cluster,
  };
}

const leavingOf = ({ metadata }: Pod): LeavingPod => ({
  name: metadata?.name ?? "",
  graceSeconds: metadata?.deletionGracePeriodSeconds ?? 0,
  finalizers: metadata?.finalizers ?? [],
});

function isOfHelmRelease(pod: Pod, observation: Observation): boolean {
  const { workloads, namespace: own } = observation;
  const place = pod.metadata?.namespace ?? own;
  const names = workloads.filter(({ namespace }) => (namespace ?? own) === place).map(nameOf);
  return isOfRelease(pod, observation) || ownersOf(pod).some((owner) => names.includes(owner));
}

function podsOf({ state, pods }: Workload, observation: Observation, events: Events): PodState[] {
  // A pod that was evicted or that a node refused is replaced: that is no fault of its own.
  const counted = pods.filter(({ metadata, status }) => !metadata?.deletionTimestamp && !isReplaced(status));
  return counted.map((pod) => podOf(pod, state, observation, events));
}

const isReplaced = (status: Pod["status"]) => status?.phase === "Failed" && status.reason !== undefined;

function podOf(pod: Pod, workload: Workload["state"], observation: Observation, events: Events): PodState {
  const { metadata, spec, status } = pod;
  const condition = (type: string) => status?.conditions?.find((known) => known.type === type);
  const scheduled = condition("PodScheduled");
  const ready = condition("Ready");
  const isReady = ready?.status === "True";
  const { kind, name, isHook } = workload;
  const own = events.get(uidOf(pod)) ?? [];
  const isTask = isHook || isTaskPod(pod);
  return {
    name: metadata?.name ?? "",
    namespace: metadata?.namespace ?? "",
    workload: { kind, name, isHook },
    node: spec?.nodeName,
    isReady,
    isTask,
    readySince: isReady ? Number(new Date(ready.lastTransitionTime ?? 0)) : 0,
    closedGates: (spec?.readinessGates ?? []).flatMap(({ conditionType: type }) => {
      const { status: is, reason = "", message = "" } = condition(type) ?? {};
      return is === "True"
        ? []
        : { type, said: words([reason, message].filter(Boolean).join(": ")) || "nothing has set it" };
    }),
    unschedulable: scheduled?.reason === "Unschedulable" ? words(scheduled.message) : undefined,
    containers: containersOf(pod, { service: name, isJob: isTask, events: own }, observation),
    events: own,
    claims: (spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []),
    labels: metadata?.labels ?? {},
  };
}

/** Whoever makes it: kinds that nobody here knows run such pods, too. */
const isTaskPod = ({ metadata, spec }: Pod): boolean =>
  (spec?.restartPolicy ?? "Always") !== "Always" ||
  metadata?.ownerReferences?.some(({ kind }) => kind === "Job") === true;

const claimOf = (claim: Claim, events: Events): ClaimState => ({
  name: claim.metadata?.name ?? "",
  phase: claim.status?.phase ?? "Pending",
  storageClass: claim.spec?.storageClassName,
  events: events.get(uidOf(claim)) ?? [],
});

const nodeOf = (node: Node): NodeState => ({
  name: node.metadata?.name ?? "",
  taints: (node.spec?.taints ?? []).map(({ key, value, effect }) => `${key}${value ? `=${value}` : ""}:${effect}`),
  isElastic: isElasticNode(node),
});
