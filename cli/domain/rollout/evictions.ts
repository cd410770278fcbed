import type { Eviction } from "./cluster-state.ts";
import { words } from "./events.ts";
import { type Observation, uidOf } from "./observation.ts";
import type { Workload } from "./workloads.ts";

/** What the kubelet says of a pod that wrote more than it may itself; under pressure it evicts others, too. */
const isOwnLimit = /exceeds the (total )?limit|exceeded its local ephemeral storage limit/;

const evicted = "Evicted";

/** Pods of a workload that were evicted for limits of their own. One that takes its place may have the same name. */
export function evictionsOf({ state, pods }: Workload, { objects, before }: Observation): Eviction[] {
  const names = new Set(pods.map(({ metadata }) => metadata?.name));
  const said = [
    ...pods.map((pod) => ({ uid: uidOf(pod), reason: pod.status?.reason, message: pod.status?.message })),
    ...objects.events
      .filter((event) => event.reason === evicted && !before.events.has(uidOf(event)))
      .filter(({ involvedObject }) => names.has(involvedObject.name))
      .map(({ involvedObject: { uid = "" }, reason, message }) => ({ uid, reason, message })),
  ].filter(({ reason, message = "" }) => reason === evicted && isOwnLimit.test(message));
  const { kind, name } = state;
  return [...new Map(said.map(({ uid, message }) => [uid, { kind, name, said: words(message) }])).values()];
}
