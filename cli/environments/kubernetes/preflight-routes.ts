import { isDeepStrictEqual } from "node:util";
import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import type { FindResource } from "../../adapters/kubernetes/resources.ts";
import { readLive } from "../../adapters/kubernetes/trial.ts";
import { servicePorts } from "../../adapters/kubernetes/what-is-there.ts";
import type { Objection } from "../../domain/preflight/missing-settings.ts";
import { backendsOf, foreignServices, type LiveServices, lostRoutes } from "../../domain/preflight/routes.ts";
import type { ManifestObject } from "../../domain/promotion/manifest.ts";

/** Ingresses and routes that lead to what is not there, and did not do so before. */
export async function routeObjections(
  cluster: Cluster,
  find: FindResource,
  objects: readonly ManifestObject[],
): Promise<Objection[]> {
  const { namespace } = cluster;
  const live = await readServices(cluster, foreignServices(objects, namespace));
  const lost = lostRoutes({ objects, namespace, live, wasSo: () => false });
  const doubtful = objects.filter(({ kind, metadata }) =>
    lost.some((each) => each.severity === "refused" && each.kind === kind && each.name === metadata.name),
  );
  const known = await Promise.all(doubtful.map((route) => leadsThereAlready(cluster, find, route)));
  return lostRoutes({ objects, namespace, live, wasSo: (route) => known[doubtful.indexOf(route)] ?? false });
}

/** What may not be read stays unknown. */
async function readServices(cluster: Cluster, names: readonly string[]): Promise<LiveServices> {
  const read = names.map((name) =>
    servicePorts(cluster, name).then(
      (ports) => [[name, ports] as const],
      () => [],
    ),
  );
  return new Map((await Promise.all(read)).flat());
}

async function leadsThereAlready(cluster: Cluster, find: FindResource, route: ManifestObject): Promise<boolean> {
  try {
    const resource = await find(route);
    const there = resource && (await readLive(cluster, resource));
    return there !== undefined && isDeepStrictEqual(backendsOf(there), backendsOf(route));
  } catch {
    return false;
  }
}
