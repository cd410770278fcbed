import type { ClusterState } from "./cluster.ts";
import type { NamespaceObjects, Pod } from "./objects.ts";
import { selects } from "./services.ts";

/** What is no fault of this release, or may be meant so, and should be known all the same. */
export const warningsOf = (cluster: ClusterState, objects: NamespaceObjects): string[] => [
  ...sickOthers(cluster, objects),
  ...undeclaredPorts(cluster),
  ...keptPods(cluster),
];

function sickOthers({ pods }: ClusterState, objects: NamespaceObjects): string[] {
  const own = new Set(pods.map(({ name }) => name));
  return objects.pods
    .filter(({ metadata }) => !metadata?.deletionTimestamp && !own.has(metadata?.name ?? ""))
    .flatMap((pod) => {
      const trouble = troubleOf(pod);
      return trouble ? `${pod.metadata?.name} is not of this release's new revision, and ignored: ${trouble}` : [];
    });
}

const troubleOf = ({ status }: Pod) =>
  [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
    .map(({ state }) => state?.waiting?.reason)
    .find((reason) => reason && /BackOff|Err|Invalid/.test(reason));

/** A database may be meant to be replaced by hand. */
const keptPods = ({ workloads }: ClusterState): string[] =>
  workloads.flatMap(({ kind, name, held }) =>
    held && !held.isOwn ? `${kind} ${name} still runs pods of the version before: ${held.why}` : [],
  );

/** Containers need not declare their ports, so a number that none declares is no proof. */
function undeclaredPorts({ services, pods }: ClusterState): string[] {
  return services.flatMap(({ name, selector, targetPorts }) => {
    const selected = pods.filter(({ labels, workload }) => !workload.isHook && selects(selector, labels));
    const declared = selected.flatMap(({ containers }) => containers.flatMap(({ ports }) => ports));
    if (declared.length === 0) return [];
    return targetPorts
      .filter((port) => typeof port === "number" && !declared.some(({ number }) => number === port))
      .map((port) => `the Service ${name} leads to port ${port}, which no container declares`);
  });
}
