import type { ServiceState } from "./cluster.ts";
import type { Service } from "./objects.ts";
import type { Observation } from "./observation.ts";
import { helmReleaseOf } from "./ownership.ts";

/** The Services of the Helm release that lead to pods. */
export function servicesOf({ helmRelease, objects }: Observation): ServiceState[] {
  const { deployments, statefulSets, daemonSets, jobs, pods } = objects;
  const templates = [...deployments, ...statefulSets, ...daemonSets, ...jobs].map(
    ({ spec }) => spec?.template.metadata,
  );
  const labels = [...templates, ...pods.map(({ metadata }) => metadata)].map((metadata) => metadata?.labels ?? {});
  return objects.services
    .filter((service) => isOurs(service, helmRelease))
    .map(({ metadata, spec, status }) => {
      const selector = spec?.selector ?? {};
      return {
        name: metadata?.name ?? "",
        selector,
        ports: (spec?.ports ?? []).map(({ port, targetPort, protocol = "TCP" }) => ({
          target: targetPort ?? port,
          protocol,
        })),
        isHeadless: spec?.clusterIP === "None",
        lacksAddress: spec?.type === "LoadBalancer" && (status?.loadBalancer?.ingress ?? []).length === 0,
        isServed: labels.some((its) => selects(selector, its)),
      };
    });
}

function isOurs(service: Service, helmRelease: string): boolean {
  const { type, selector = {} } = service.spec ?? {};
  return helmReleaseOf(service) === helmRelease && type !== "ExternalName" && Object.keys(selector).length > 0;
}

export const selects = (selector: Record<string, string>, labels: Record<string, string>): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);
