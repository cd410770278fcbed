import type { Cluster } from "./cluster.ts";
import { isNotFound, statusOf } from "./errors.ts";
import { type LiveObject, patchWithoutLeftovers } from "./helm3-owned-fields.ts";
import { send } from "./raw-requests.ts";
import type { AnyObject, Resource } from "./resources.ts";

const trial = { dryRun: "All", fieldManager: "helm" };

export const create = ({ config }: Cluster, { all }: Resource, body: AnyObject) =>
  send<AnyObject>(config, { method: "POST", path: all, query: trial, body });

/** As Helm 4 does it. */
export const change = (cluster: Cluster, resource: Resource, object: AnyObject) =>
  apply(cluster, resource, object).catch((error) => withoutLeftovers(cluster, resource, object, error));

/** Tries what was refused once more, without what an earlier chart set and this one has no more. */
async function withoutLeftovers(cluster: Cluster, resource: Resource, object: AnyObject, refused: unknown) {
  const live = statusOf(refused) === 422 ? await readLive(cluster, resource) : undefined;
  const patch = live && patchWithoutLeftovers(live, object);
  if (!patch) throw refused;
  return mergePatch<AnyObject>(cluster, resource, patch);
}

/** The object as it is now; undefined where it is not there. */
export async function readLive<T extends LiveObject>({ config }: Cluster, { one }: Resource): Promise<T | undefined> {
  try {
    return (await send<T>(config, { method: "GET", path: one })).body;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

export const mergePatch = <T extends AnyObject>({ config }: Cluster, { one }: Resource, body: object) =>
  send<T>(config, { method: "PATCH", path: one, query: trial, body, contentType: "application/merge-patch+json" });

export const apply = <T extends AnyObject>({ config }: Cluster, { one }: Resource, body: T) =>
  send<T>(config, {
    method: "PATCH",
    path: one,
    query: { ...trial, force: "true" },
    body,
    contentType: "application/apply-patch+yaml",
  });

/** As Helm 3 does it; objects of custom kinds know only the plainer patch. */
export function patch(cluster: Cluster, resource: Resource, body: AnyObject): Promise<unknown> {
  const contentType = "application/strategic-merge-patch+json";
  const sent = { method: "PATCH", path: resource.one, query: trial, body, contentType } as const;
  return send(cluster.config, sent).catch((error) =>
    statusOf(error) === 415 ? mergePatch(cluster, resource, body) : withoutLeftovers(cluster, resource, body, error),
  );
}
