import type { V1Service } from "@kubernetes/client-node";
import { helmReleaseOf } from "../../domain/rollout/ownership.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, isForbidden } from "./errors.ts";
import { send } from "./raw-requests.ts";
import { routeAddresses } from "./route-addresses.ts";

interface Ingress {
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: {
    rules?: { host?: string; http?: { paths?: { path?: string }[] } }[];
    tls?: { hosts?: string[] }[];
  };
}

/** Where a release is reached from outside of the cluster, and the Services that are reached from inside alone. */
export interface Reached {
  /** Of an ingress, a route of a Gateway, or a load balancer. */
  addresses: string[];
  /** `shop:80` */
  inside: string[];
}

/** Where a Helm release is reached, as far as its ingresses and Services say. */
export async function addressesOf(cluster: Cluster, helmRelease: string): Promise<Reached> {
  const { core, config, namespace } = cluster;
  const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses`;
  try {
    const [services, ingresses, routed] = await Promise.all([
      core.listNamespacedService({ namespace }),
      send<{ items: Ingress[] }>(config, { method: "GET", path }).catch((error) => {
        if (isForbidden(error)) return { body: { items: [] } };
        throw error;
      }),
      routeAddresses(cluster, helmRelease),
    ]);
    const own = services.items.filter((service) => helmReleaseOf(service) === helmRelease);
    const hosts = ingresses.body.items.filter((ingress) => helmReleaseOf(ingress) === helmRelease).flatMap(urlsOf);
    return {
      addresses: [...new Set([...hosts, ...routed, ...own.flatMap(balancedOf)])],
      inside: own.flatMap(({ metadata, spec }) => (spec?.ports ?? []).map(({ port }) => `${metadata?.name}:${port}`)),
    };
  } catch (error) {
    throw asFailure(error, `list Services and ingresses in namespace ${namespace}`);
  }
}

function urlsOf({ spec: { rules = [], tls = [] } }: Ingress): string[] {
  const secured = tls.flatMap(({ hosts = [] }) => hosts);
  return rules.flatMap(({ host, http }) => {
    // A rule for all hosts or for many names none.
    if (!host || host.includes("*")) return [];
    const scheme = secured.includes(host) ? "https" : "http";
    return (http?.paths ?? [{}]).map(({ path = "/" }) => `${scheme}://${host}${/[*^$()]/.test(path) ? "/" : path}`);
  });
}

const schemes: Readonly<Record<number, string>> = { 80: "http", 443: "https" };

function balancedOf({ spec, status }: V1Service): string[] {
  const places = (status?.loadBalancer?.ingress ?? []).flatMap(({ hostname, ip }) => hostname ?? ip ?? []);
  return places.flatMap((place) =>
    (spec?.ports ?? []).map(({ port }) => {
      const host = place.includes(":") ? `[${place}]` : place;
      return port in schemes ? `${schemes[port]}://${host}/` : `http://${host}:${port}/`;
    }),
  );
}
