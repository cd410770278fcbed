import type { ServiceState } from "./cluster.ts";
import type { Service } from "./objects.ts";
import type { Observation } from "./observation.ts";

/** The Services of the Helm release that lead to pods. */
export function servicesOf({ helmRelease, objects }: Observation): ServiceState[] {
  const { deployments, statefulSets, daemonSets, jobs, pods } = objects;
  const templates = [...deployments, ...statefulSets, ...daemonSets, ...jobs].map(
    ({ spec }) => spec?.template.metadata,
  );
  const labels = [...templates, ...pods.map(({ metadata }) => metadata)].map((metadata) => metadata?.labels ?? {});
  return objects.services
    .filter((service) => isOurs(service, helmRelease))
    .map(({ metadata, spec }) => {
      const selector = spec?.selector ?? {};
      return {
        name: metadata?.name ?? "",
        selector,
        targetPorts: (spec?.ports ?? []).map(({ port, targetPort }) => targetPort ?? port),
        isServed: labels.some((its) => selects(selector, its)),
      };
    });
}

function isOurs({ metadata, spec }: Service, helmRelease: string): boolean {
  const { annotations = {}, labels = {} } = metadata ?? {};
  const its = annotations["meta.helm.sh/release-name"] ?? labels["app.kubernetes.io/instance"];
  return its === helmRelease && spec?.type !== "ExternalName" && Object.keys(spec?.selector ?? {}).length > 0;
}

export const selects = (selector: Record<string, string>, labels: Record<string, string>): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);
