import type { ClusterState, PodState } from "../rollout/cluster-state.ts";
import type { Rollout } from "../rollout/rollout.ts";
import { evidenceOf, lineOf } from "./evidence.ts";
import type { Verdict } from "./verdict.ts";

/** The verdict where the time is up, or the deploying program failed, and no rule knows why. */
export function uncertain({ containers, service, cluster }: Rollout, said: string[]): Verdict {
  const own = containers.find((container) => container.service === service);
  const seen = cluster ? unfinished(cluster) : own ? evidenceOf(own) : [];
  const hasFailed = said.length > 0;
  const late = cluster?.workloads.find(({ isOverdue, isDone }) => isOverdue && !isDone);
  const settling = cluster?.workloads.find(
    ({ isDone, isSettling, ready, wanted }) => !isDone && isSettling && ready === wanted,
  );
  const ending = cluster?.pods.every(({ isReady }) => isReady) ? cluster.leaving[0] : undefined;
  return {
    code: "uncertain",
    reason: "uncertain",
    cause: hasFailed
      ? "the deployment failed"
      : late
        ? `${late.name} did not get on within its own progressDeadlineSeconds`
        : settling
          ? `${settling.name} is ready, but not yet for as long as its minReadySeconds say`
          : ending
            ? `${ending.name} of the version before has not ended in time`
            : "timed out before becoming healthy; no cause found",
    evidence: [...errorFirst(said), ...seen],
    fix: hasFailed
      ? "Fix what the error above says; --verbose shows all that was said."
      : settling && !late
        ? "Wait longer with --timeout, or let the chart say fewer minReadySeconds."
        : ending
          ? "Have its program end at SIGTERM, or give it less time (`terminationGracePeriodSeconds`), or wait longer with --timeout."
          : `Read the evidence; a longer ${late ? "progressDeadlineSeconds" : "--timeout"} helps if the program only starts slowly.`,
  };
}

/** Programs tell what they do, and at last why they do no more. */
const errorFirst = (said: string[]): string[] => [...said.slice(-1), ...said.slice(0, -1)];

/** What is not ready, with what was last seen of it. */
const unfinished = ({ workloads, pods, leaving }: ClusterState): string[] => [
  ...leaving.map(
    ({ name, graceSeconds, finalizers: [held] }) =>
      `${name} is ending: ${held ? `its finalizer ${held} holds it` : `its programs may take ${graceSeconds} s`}`,
  ),
  ...workloads
    .filter(({ isDone }) => !isDone)
    .map(({ kind, name, ready, wanted }) => `${kind} ${name}: ${ready} of ${wanted} ready`),
  ...pods.filter(({ isReady }) => !isReady).flatMap(lastSeen),
];

const lastSeen = (pod: PodState): string[] => [
  ...pod.events.slice(-1).map((event) => lineOf(pod.name, event)),
  ...pod.containers.flatMap(evidenceOf),
];
