import { helmReleaseOf } from "../../domain/rollout/ownership.ts";
import type { Cluster } from "./cluster.ts";
import { isForbidden, isNotFound } from "./errors.ts";
import { send } from "./raw-requests.ts";

interface HttpRoute {
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: {
    parentRefs?: { kind?: string; name: string; namespace?: string; sectionName?: string }[];
    hostnames?: string[];
    rules?: { matches?: { path?: { value?: string } }[] }[];
  };
}

interface Gateway {
  spec: { listeners?: { name: string; protocol: string }[] };
}

const group = "/apis/gateway.networking.k8s.io/v1";

/** Where a Helm release is reached by its HTTPRoutes: by TLS if a listener that they name, or any of their Gateway, speaks it. */
export async function routeAddresses(cluster: Cluster, helmRelease: string): Promise<string[]> {
  const { namespace } = cluster;
  const list = await read<{ items: HttpRoute[] }>(cluster, `${group}/namespaces/${namespace}/httproutes`);
  const routes = (list?.items ?? []).filter((route) => helmReleaseOf(route) === helmRelease);
  const urls = await Promise.all(
    routes.map(async (route) => {
      const scheme = (await isSecured(cluster, route)) ? "https" : "http";
      // A route for all hosts or for many names none.
      const hosts = (route.spec.hostnames ?? []).filter((host) => !host.includes("*"));
      return hosts.flatMap((host) => pathsOf(route).map((path) => `${scheme}://${host}${path}`));
    }),
  );
  return urls.flat();
}

function pathsOf({ spec: { rules = [] } }: HttpRoute): string[] {
  const paths = rules.flatMap(({ matches = [] }) => matches.flatMap(({ path }) => path?.value ?? []));
  return paths.length > 0 ? [...new Set(paths)] : ["/"];
}

async function isSecured(cluster: Cluster, { spec: { parentRefs = [] } }: HttpRoute): Promise<boolean> {
  const secured = await Promise.all(
    parentRefs.map(async ({ name, namespace = cluster.namespace, sectionName }) => {
      const gateway = await read<Gateway>(cluster, `${group}/namespaces/${namespace}/gateways/${name}`);
      const listeners = gateway?.spec.listeners ?? [];
      return listeners.some((one) => one.protocol === "HTTPS" && (!sectionName || one.name === sectionName));
    }),
  );
  return secured.includes(true);
}

/** Nothing where the cluster has no such kind, or we may not look. */
const read = <T>({ config }: Cluster, path: string): Promise<T | undefined> =>
  send<T>(config, { method: "GET", path }).then(
    ({ body }) => body,
    (error) => {
      if (isForbidden(error) || isNotFound(error)) return undefined;
      throw error;
    },
  );
