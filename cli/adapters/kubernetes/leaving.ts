import type { LeavingObject } from "../../domain/environment/leaving.ts";
import type { Cluster } from "./cluster.ts";
import { isForbidden } from "./errors.ts";
import type { LiveObject } from "./helm3-owned-fields.ts";
import { type AnyObject, resourcesOf } from "./resources.ts";
import { readLive } from "./trial.ts";

type Live = LiveObject & { metadata: { deletionTimestamp?: string; finalizers?: string[] } };

/** Finds those of the objects that are deleted, and still there. What may not be read is taken for gone. */
export function leavingIn(cluster: Cluster, objects: readonly AnyObject[]): () => Promise<LeavingObject[]> {
  const find = resourcesOf(cluster);
  const look = async (object: AnyObject): Promise<LeavingObject[]> => {
    try {
      const resource = await find(object);
      const live = resource && (await readLive<Live>(cluster, resource));
      const { deletionTimestamp, finalizers = [], namespace, name = "" } = live?.metadata ?? {};
      return deletionTimestamp === undefined ? [] : [{ kind: object.kind, name, namespace, finalizers }];
    } catch (error) {
      if (isForbidden(error)) return [];
      throw error;
    }
  };
  return async () => (await Promise.all(objects.map(look))).flat();
}

/** Whether all of the objects are there, and none is being deleted. */
export async function areAllThere(cluster: Cluster, objects: readonly AnyObject[]): Promise<boolean> {
  const find = resourcesOf(cluster);
  const isThere = async (object: AnyObject) => {
    const resource = await find(object);
    const live = resource && (await readLive<Live>(cluster, resource));
    return live !== undefined && live.metadata.deletionTimestamp === undefined;
  };
  return (await Promise.all(objects.map(isThere))).every(Boolean);
}
