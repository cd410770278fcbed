import type { PodState } from "./cluster-state.ts";
import type { Service } from "./objects.ts";
import type { Observation } from "./observation.ts";
import { isOfRelease } from "./ownership.ts";
import type { ServiceState } from "./surroundings.ts";

/** The Services of the Helm release that lead to pods. */
export function servicesOf(observation: Observation): ServiceState[] {
  const { objects } = observation;
  const { deployments, statefulSets, daemonSets, jobs, pods } = objects;
  const templates = [...deployments, ...statefulSets, ...daemonSets, ...jobs].map(({ metadata, spec }) => ({
    ...metadata,
    labels: spec?.template.metadata?.labels ?? {},
  }));
  const labelled = [...templates, ...pods.map(({ metadata }) => metadata)];
  return objects.services
    .filter((service) => isOurs(service, observation))
    .map(({ metadata, spec, status }) => {
      const place = { namespace: metadata?.namespace ?? "", selector: spec?.selector ?? {} };
      return {
        ...place,
        name: metadata?.name ?? "",
        ports: (spec?.ports ?? []).map(({ port, targetPort, protocol = "TCP" }) => ({
          target: targetPort ?? port,
          protocol,
        })),
        isHeadless: spec?.clusterIP === "None",
        lacksAddress: spec?.type === "LoadBalancer" && (status?.loadBalancer?.ingress ?? []).length === 0,
        isServed: labelled.some((its) =>
          selects(place, { namespace: its?.namespace ?? "", labels: its?.labels ?? {} }),
        ),
      };
    });
}

function isOurs(service: Service, observation: Observation): boolean {
  const { type, selector = {} } = service.spec ?? {};
  return isOfRelease(service, observation) && type !== "ExternalName" && Object.keys(selector).length > 0;
}

/** Whether a Service leads to a pod, which it only does in its own namespace. */
export const selects = (
  { namespace, selector }: Pick<ServiceState, "namespace" | "selector">,
  pod: Pick<PodState, "namespace" | "labels">,
): boolean =>
  namespace === pod.namespace && Object.entries(selector).every(([key, value]) => pod.labels[key] === value);
