import type { ClusterState, PodContainer, PodState } from "./cluster-state.ts";
import { selects } from "./services.ts";
import type { ServiceState } from "./surroundings.ts";

/** A port of a pod that a Service leads to. */
export interface ServedPort {
  service: ServiceState;
  pod: string;
  namespace: string;
  /** Of the pod: `Deployment web`. */
  workload: string;
  port: number;
  /** The one that declares the port, else the first of the pod. */
  container: PodContainer;
}

export const portKey = ({ namespace, pod }: Pick<ServedPort, "namespace" | "pod">, port: number): string =>
  `${namespace}/${pod}:${port}`;

export const servedKey = ({
  service,
  port,
}: {
  service: Pick<ServiceState, "namespace" | "name">;
  port: number;
}): string => `${service.namespace}/${service.name}:${port}`;

/** Replicas are alike; pods of another workload, which the Service may select by mistake, are not. */
const mostPods = 2;

const workloadOf = ({ workload: { kind, name } }: PodState): string => `${kind} ${name}`;

/** The ports of ready pods where the Services of the release lead. */
export function servedPorts({ services, pods }: Pick<ClusterState, "services" | "pods">): ServedPort[] {
  return services
    .filter(({ isHeadless }) => !isHeadless)
    .flatMap((service) => {
      const selected = pods.filter((pod) => pod.isReady && !pod.workload.isHook && selects(service, pod));
      const alike = Object.values(Object.groupBy(selected, workloadOf));
      return alike.flatMap((its = []) => its.slice(0, mostPods).flatMap((pod) => portsOf(service, pod)));
    });
}

function portsOf(service: ServiceState, pod: PodState): ServedPort[] {
  const lasting = pod.containers.filter(({ isInit }) => !isInit);
  return service.ports
    .filter(({ protocol }) => protocol === "TCP")
    .flatMap(({ target }) => {
      const declares = ({ ports }: PodContainer) =>
        ports.some(({ name, number }) => target === name || target === number);
      const container = lasting.find(declares) ?? lasting[0];
      const port = typeof target === "number" ? target : container?.ports.find(({ name }) => name === target)?.number;
      return container && port
        ? { service, pod: pod.name, namespace: pod.namespace, workload: workloadOf(pod), port, container }
        : [];
    });
}

/** Ports of which a probe knows that the program answers there. */
export const probedPorts = ({ probes }: PodContainer): number[] =>
  Object.values(probes).flatMap(({ port }) => port ?? []);

/** Those that refuse connections. */
export const refusedIn = (cluster: ClusterState): ServedPort[] =>
  servedPorts(cluster).filter((served) => cluster.answers.get(portKey(served, served.port)) === "refused");

/**
 * Services whose pods refuse all their ports, and did not before. A NetworkPolicy can refuse the API server alone: then it only counts if
 * that reaches another port of the same pod.
 */
export function deadServices(cluster: ClusterState): { service: ServiceState; refused: ServedPort[] }[] {
  const refused = refusedIn(cluster);
  const isReached = (served: ServedPort) =>
    probedPorts(served.container).some((port) => cluster.answers.get(portKey(served, port)) === "answers");
  return [...new Set(refused.map(({ service }) => service))].flatMap((service) => {
    const own = refused.filter((each) => each.service === service);
    const all = servedPorts(cluster).filter((each) => each.service === service);
    const isNew = own.every((each) => !cluster.refusedBefore.has(servedKey(each)));
    const isCertain = isNew && (!cluster.mayBeShielded || own.every(isReached));
    return own.length === all.length && isCertain ? { service, refused: own } : [];
  });
}
