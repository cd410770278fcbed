import type { Cluster } from "./cluster.ts";
import { asFailure, isNotFound } from "./errors.ts";
import type { LiveObject } from "./helm3-owned-fields.ts";
import { isOfHelm } from "./ownership.ts";
import { send } from "./raw-requests.ts";
import { type AnyObject, resourcesOf } from "./resources.ts";
import { readLive } from "./trial.ts";

/** Those of these objects that are there and that Helm marked as of this release. */
export async function ownedAmong<T extends AnyObject>(
  cluster: Cluster,
  helmRelease: string,
  objects: readonly T[],
): Promise<T[]> {
  const find = resourcesOf(cluster);
  const looked = objects.map(async (object) => {
    const resource = await find(object);
    const live = resource && (await readLive<LiveObject>(cluster, resource));
    return live && isOfHelm(helmRelease, cluster, live) ? [object] : [];
  });
  return (await Promise.all(looked)).flat();
}

/** Deletes an object with what it owns; one that is gone is no error. */
export async function deleteObject(cluster: Cluster, object: AnyObject): Promise<void> {
  const resource = await resourcesOf(cluster)(object);
  if (!resource) return;
  try {
    const query = { propagationPolicy: "Background" };
    await send(cluster.config, { method: "DELETE", path: resource.one, query });
  } catch (error) {
    if (!isNotFound(error)) throw asFailure(error, `delete the ${object.kind} ${object.metadata.name}`);
  }
}
