import type { NamespaceObjects, Pod } from "./objects.ts";
import { type Baseline, restartKey, timesSeen, uidOf } from "./observation.ts";
import { overdueSince } from "./overdue.ts";
import { servedBy } from "./services.ts";

/** What is to be remembered of a namespace before it is changed. */
export function takeBaseline(objects: NamespaceObjects): Baseline {
  const { deployments, statefulSets, daemonSets, jobs, pods, events } = objects;
  const workloads = [...deployments, ...statefulSets, ...daemonSets, ...jobs, ...pods];
  const isServed = servedBy(objects);
  const restarts = pods.flatMap((pod) =>
    [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].map(
      ({ name, restartCount }) => [restartKey(pod, name), restartCount] as const,
    ),
  );
  return {
    generations: new Map(workloads.map((object) => [uidOf(object), object.metadata?.generation ?? 0])),
    restarts: new Map(restarts),
    images: new Map(pods.flatMap((pod) => imagesIn(pod))),
    events: new Map(events.map((event) => [uidOf(event), timesSeen(event)])),
    services: new Map(objects.services.map((service) => [uidOf(service), isServed(service)])),
    overdue: new Map(deployments.map((object) => [uidOf(object), overdueSince(object)] as const).filter(isOverdue)),
  };
}

const imagesIn = (pod: Pod) =>
  (pod.spec?.containers ?? []).map(({ name, image }) => [restartKey(pod, name), image] as const);

const isOverdue = (entry: readonly [string, string | undefined]): entry is [string, string] => entry[1] !== undefined;
