import { helmReleaseOf } from "../../domain/rollout/ownership.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, isForbidden } from "./errors.ts";
import { send } from "./raw-requests.ts";

/** A Service, and how many of its addresses are ready. */
export interface ServiceEndpoints {
  service: string;
  ready: number;
  /** Labels of the pods that it leads to; empty if others say where it leads. */
  selector: Record<string, string>;
}

interface EndpointSlices {
  items: {
    metadata: { labels?: Record<string, string> };
    endpoints?: { addresses: string[]; conditions?: { ready?: boolean } }[] | null;
  }[];
}

/** The Services of a Helm release that lead to pods; undefined if they or their addresses may not be listed. */
export async function endpointsOf(cluster: Cluster, helmRelease: string): Promise<ServiceEndpoints[] | undefined> {
  const { core, config, namespace } = cluster;
  const path = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
  try {
    const [services, slices] = await Promise.all([
      core.listNamespacedService({ namespace }),
      send<EndpointSlices>(config, { method: "GET", path }),
    ]);
    const readyOf = (service: string) =>
      slices.body.items
        .filter(({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === service)
        .flatMap(({ endpoints }) => endpoints ?? [])
        .filter(({ conditions }) => conditions?.ready !== false)
        .flatMap(({ addresses }) => addresses);
    return services.items
      .filter((service) => helmReleaseOf(service) === helmRelease && service.spec?.type !== "ExternalName")
      .map(({ metadata, spec }) => ({ service: metadata?.name ?? "", selector: spec?.selector ?? {} }))
      .map(({ service, selector }) => ({ service, selector, ready: new Set(readyOf(service)).size }));
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw asFailure(error, `list the Services in namespace ${namespace}`);
  }
}
