import { strategyPatch } from "../../domain/preflight/defaulted.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure } from "./errors.ts";
import { send } from "./raw-requests.ts";
import { type AnyObject, type Resource, resourcesOf } from "./resources.ts";
import { readLive } from "./trial.ts";

const kinds = ["Deployment", "StatefulSet"];

/**
 * Makes way for the strategies of these objects: Helm 4 cannot go back to `Recreate` from a version that said nothing of it, since
 * a server-side apply leaves the `rollingUpdate` that the API server has filled in. No pod is touched.
 */
export async function makeWayForStrategies(cluster: Cluster, objects: readonly AnyObject[]): Promise<void> {
  const find = resourcesOf(cluster);
  const workloads = objects.filter(({ kind }) => kinds.includes(kind));
  await Promise.all(workloads.map(async (workload) => makeWay(cluster, await find(workload), workload)));
}

async function makeWay(cluster: Cluster, resource: Resource | undefined, workload: AnyObject): Promise<void> {
  const live = resource && (await readLive(cluster, resource));
  const body = live && strategyPatch(live, workload);
  if (!body) return;
  const contentType = "application/merge-patch+json";
  const sent = { method: "PATCH", path: resource.one, body, contentType } as const;
  await send(cluster.config, sent).catch((error) => {
    throw asFailure(error, `change the strategy of ${workload.kind} ${workload.metadata.name}`);
  });
}
