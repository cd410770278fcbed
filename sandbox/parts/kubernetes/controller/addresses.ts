import type { V1EndpointSlice, V1Service } from "@kubernetes/client-node";

/** What a Service's status should say; no address where it should have none. */
export interface Assignment {
  service: V1Service;
  address: string | undefined;
}

const addressOf = ({ status }: V1Service) => status?.loadBalancer?.ingress?.[0]?.ip;

/** A Service that names a class waits for the controller of that class. */
const isOurs = ({ spec }: V1Service) => spec?.type === "LoadBalancer" && !spec.loadBalancerClass;

/** The addresses that Services of type LoadBalancer still lack, and those that others have to give back. */
export function assign(services: V1Service[], addresses: string[]): Assignment[] {
  const ours = services.filter(isOurs);
  const taken = new Set(ours.map(addressOf));
  const given = services.filter((service) => service.spec?.type !== "LoadBalancer" && addressOf(service));
  const lacking = ours.filter((service) => !addressOf(service));
  return [
    ...given.map((service) => ({ service, address: undefined })),
    ...lacking.flatMap((service) => {
      const address = freeAddress(service, addresses, taken);
      taken.add(address);
      return address ? [{ service, address }] : [];
    }),
  ];
}

/** The address that the Service asks for, or any. */
function freeAddress({ spec }: V1Service, addresses: string[], taken: Set<string | undefined>): string | undefined {
  const free = addresses.filter((address) => !taken.has(address));
  return spec?.loadBalancerIP ? free.find((address) => address === spec.loadBalancerIP) : free[0];
}

/**
 * The node that each address must be sent to. Any will do, unless the Service wants to see its clients' own addresses: then
 * only nodes with a pod of its answer.
 */
export function placesOf(services: V1Service[], slices: V1EndpointSlice[]): Map<string, string> {
  const local = services.filter((service) => isOurs(service) && service.spec?.externalTrafficPolicy === "Local");
  return new Map(
    local.flatMap((service) => {
      const address = addressOf(service);
      const [node] = nodesOf(service, slices);
      return address && node ? [[address, node] as const] : [];
    }),
  );
}

const nodesOf = ({ metadata }: V1Service, slices: V1EndpointSlice[]): string[] =>
  slices
    .filter(
      (slice) =>
        slice.metadata?.namespace === metadata?.namespace &&
        slice.metadata?.labels?.["kubernetes.io/service-name"] === metadata?.name,
    )
    .flatMap(({ endpoints }) => endpoints ?? [])
    .flatMap(({ nodeName, conditions }) => (nodeName && conditions?.ready ? [nodeName] : []))
    .sort();
