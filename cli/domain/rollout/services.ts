import type { ClusterState, PodState } from "./cluster-state.ts";
import type { DaemonSet, Deployment, Job, NamespaceObjects, Service, StatefulSet } from "./objects.ts";
import type { Observation } from "./observation.ts";
import { isOfRelease } from "./ownership.ts";
import type { ServiceState } from "./surroundings.ts";

/** The Services of the Helm release that lead to pods. */
export function servicesOf(observation: Observation): ServiceState[] {
  const { objects, before } = observation;
  const own = templatesIn(objects).filter((template) => isExpected(template, observation));
  const isServed = servedBy(objects);
  return objects.services
    .filter((service) => isOurs(service, observation))
    .map((service) => {
      const { metadata, spec, status } = service;
      const place = placeOf(service);
      const wasServed = before.services.get(metadata?.uid ?? "");
      const isForRole = selectsRole(place, own);
      return {
        ...place,
        name: metadata?.name ?? "",
        ports: (spec?.ports ?? []).map(({ port, targetPort, protocol = "TCP" }) => ({
          target: targetPort ?? port,
          protocol,
        })),
        isHeadless: spec?.clusterIP === "None",
        lacksAddress: spec?.type === "LoadBalancer" && (status?.loadBalancer?.ingress ?? []).length === 0,
        isServed: isServed(service),
        isForRole,
        mayBeIdle: wasServed === undefined ? isForRole : !wasServed,
      };
    });
}

type Place = Pick<ServiceState, "namespace" | "selector">;

const placeOf = ({ metadata, spec }: Service): Place => ({
  namespace: metadata?.namespace ?? "",
  selector: spec?.selector ?? {},
});

interface Template extends Pick<PodState, "namespace" | "labels"> {
  kind: string;
  name: string;
}

/** What workloads of a namespace give their pods. */
function templatesIn({ deployments, statefulSets, daemonSets, jobs }: NamespaceObjects): Template[] {
  const kinds = { Deployment: deployments, StatefulSet: statefulSets, DaemonSet: daemonSets, Job: jobs };
  return Object.entries(kinds).flatMap(([kind, all]: [string, Workload[]]) =>
    all.map(({ metadata, spec }) => ({
      kind,
      name: metadata?.name ?? "",
      namespace: metadata?.namespace ?? "",
      labels: spec?.template.metadata?.labels ?? {},
    })),
  );
}

type Workload = Deployment | StatefulSet | DaemonSet | Job;

const isExpected = (template: Template, { workloads, namespace: own = "" }: Observation): boolean =>
  workloads.some(
    ({ kind, name, namespace = own }) =>
      kind === template.kind && name === template.name && [namespace, ""].includes(template.namespace),
  );

/** Whether a workload of its namespace makes pods that a Service selects, or such pods are there. */
export function servedBy(objects: NamespaceObjects): (service: Service) => boolean {
  const pods = objects.pods.map(({ metadata }) => ({
    namespace: metadata?.namespace ?? "",
    labels: metadata?.labels ?? {},
  }));
  const all = [...templatesIn(objects), ...pods];
  return (service) => all.some((its) => selects(placeOf(service), its));
}

/** Whether a workload fits but for labels that none of the release has: its program gives them to pods, as Vault does. */
function selectsRole({ namespace, selector }: Place, templates: readonly Template[]): boolean {
  const isKnown = (key: string) => templates.some(({ labels }) => key in labels);
  const known = Object.fromEntries(Object.entries(selector).filter(([key]) => isKnown(key)));
  const count = Object.keys(known).length;
  const isPart = count > 0 && count < Object.keys(selector).length;
  return isPart && templates.some((template) => selects({ namespace, selector: known }, template));
}

/** Those that should lead to pods and lead to none; what is applied and not verified may make theirs later. */
export const lostServices = ({ services, workloads }: Pick<ClusterState, "services" | "workloads">): ServiceState[] =>
  workloads.some(({ isUnseen }) => isUnseen)
    ? []
    : services.filter(({ isServed, mayBeIdle }) => !isServed && !mayBeIdle);

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
