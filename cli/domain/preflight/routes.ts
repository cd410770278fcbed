import type { ManifestObject } from "../promotion/manifest.ts";
import { runsCode } from "./makers.ts";
import type { Objection } from "./missing-settings.ts";

/** Where an Ingress, or a route of the Gateway API, sends requests to. */
export interface Backend {
  service: string;
  /** By its name or number; undefined if it does not say. */
  port: string | number | undefined;
}

interface ServiceRef {
  name?: string;
  port?: { name?: string; number?: number };
}

interface RouteRef {
  kind?: string;
  name?: string;
  namespace?: string;
  port?: number;
}

interface RoutingSpec {
  defaultBackend?: { service?: ServiceRef };
  rules?: { http?: { paths?: { backend?: { service?: ServiceRef } }[] }; backendRefs?: RouteRef[] }[];
}

/** The ports of a Service. */
export type ServicePorts = readonly { name?: string; port: number }[];

/** Services that the chart does not bring, by their names: undefined if there is none; missing if it is not known. */
export type LiveServices = ReadonlyMap<string, ServicePorts | undefined>;

const kinds = ["Ingress", "HTTPRoute", "GRPCRoute"];

/** The load balancers of AWS find in an annotation what this stands for. */
const isInAnnotation = ({ port }: ServiceRef): boolean => port?.name === "use-annotation";

/** The Services that an object sends requests to; none if it is neither an Ingress nor such a route. */
export function backendsOf({ kind, spec }: Pick<ManifestObject, "kind" | "spec">): Backend[] {
  if (!kinds.includes(kind)) return [];
  const { defaultBackend, rules = [] } = (spec ?? {}) as RoutingSpec;
  const paths = rules.flatMap(({ http }) => http?.paths ?? []);
  const services = [defaultBackend, ...paths.map(({ backend }) => backend)].flatMap((each) => each?.service ?? []);
  const refs = rules.flatMap(({ backendRefs = [] }) => backendRefs);
  const own = refs.filter(({ kind = "Service", namespace }) => kind === "Service" && namespace === undefined);
  return [
    ...services
      .filter((service) => !isInAnnotation(service))
      .map(({ name = "", port }) => ({ service: name, port: port?.name ?? port?.number })),
    ...own.map(({ name = "", port }) => ({ service: name, port })),
  ];
}

interface Service extends ManifestObject {
  spec?: ManifestObject["spec"] & { ports?: ServicePorts };
}

export interface Routing {
  objects: readonly ManifestObject[];
  /** Of the promotion; routes of others are theirs. */
  namespace: string;
  live: LiveServices;
  /** Whether the object in the cluster leads to the same already. */
  wasSo: (route: ManifestObject) => boolean;
}

const routesIn = (objects: readonly ManifestObject[], namespace: string): ManifestObject[] =>
  objects.filter((object) => (object.metadata.namespace ?? namespace) === namespace && backendsOf(object).length > 0);

const servicesIn = (objects: readonly ManifestObject[]): Map<string, ServicePorts> =>
  new Map(
    objects
      .filter(({ kind }) => kind === "Service")
      .map(({ metadata, spec }: Service) => [metadata.name, spec?.ports ?? []]),
  );

/** Names of the Services that routes lead to, and the chart does not bring. */
export function foreignServices(objects: readonly ManifestObject[], namespace: string): string[] {
  const own = servicesIn(objects);
  const named = routesIn(objects, namespace)
    .flatMap(backendsOf)
    .map(({ service }) => service);
  return [...new Set(named)].filter((service) => !own.has(service));
}

/**
 * Routes to a Service that is not there, or to a port that it does not have: all else is healthy then, and whoever comes from outside
 * is told 503. One that leads nowhere is refused, unless it did so before, or something may make the Service yet.
 */
export function lostRoutes({ objects, namespace, live, wasSo }: Routing): Objection[] {
  const services = new Map([...live, ...servicesIn(objects)]);
  const mayBeMade = objects.some(runsCode);
  return routesIn(objects, namespace).flatMap((route) => {
    const backends = backendsOf(route);
    const lost = backends.flatMap((backend) => lackOf(backend, services) ?? []);
    const isNowhere = lost.length === backends.length && !mayBeMade && !wasSo(route);
    const { kind, metadata } = route;
    return [...new Set(lost)].map((message) => ({
      ...{ kind, name: metadata.name, message },
      severity: isNowhere ? "refused" : "warning",
    }));
  });
}

function lackOf({ service, port }: Backend, services: LiveServices): string | undefined {
  if (!services.has(service)) return undefined;
  const ports = services.get(service);
  if (!ports) return `leads to the Service ${service}, which does not exist, and the chart does not bring it`;
  const isThere = port === undefined || ports.some((each) => each.name === port || each.port === port);
  // One that only stands for a name elsewhere has none.
  if (isThere || ports.length === 0) return undefined;
  const known = ports.map(({ name, port: number }) => (name ? `${name} (${number})` : number)).join(", ");
  return `leads to the port ${port} of the Service ${service}, which has ${known}`;
}
