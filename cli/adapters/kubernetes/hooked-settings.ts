import { isDeepStrictEqual } from "node:util";
import type { Cluster } from "./cluster.ts";
import { asFailure, isForbidden, isNotFound } from "./errors.ts";
import type { LiveObject } from "./helm3-owned-fields.ts";
import { send } from "./raw-requests.ts";
import type { AnyObject } from "./resources.ts";

const plurals: Record<string, string> = { ConfigMap: "configmaps", Secret: "secrets" };

/** What a ConfigMap or a Secret holds, in the moment in which it was read. */
export type Settings = LiveObject & { data?: unknown; binaryData?: unknown; type?: string; immutable?: boolean };

const hook = "helm.sh/hook";

/**
 * The ConfigMaps and Secrets, as they are now, that Helm makes anew as hooks of these objects. `helm rollback` runs no
 * hook of an upgrade: the version before would run with the settings of the one that failed.
 */
export async function hookedSettings(cluster: Cluster, objects: readonly AnyObject[]): Promise<Settings[]> {
  const hooks = objects.filter(({ kind, metadata }) => plurals[kind] && metadata.annotations?.[hook] !== undefined);
  const found = (await Promise.all(hooks.map((object) => readSettings(cluster, object)))).flatMap((each) => each ?? []);
  // What was no hook before stands in the version before, and comes back with it.
  return found.filter(({ metadata }) => metadata.annotations?.[hook] !== undefined);
}

/** Puts settings back as they were. */
export async function restoreSettings(cluster: Cluster, settings: readonly Settings[]): Promise<void> {
  await Promise.all(settings.map((each) => restore(cluster, each)));
}

async function restore(cluster: Cluster, was: Settings): Promise<void> {
  const { name = "", labels, annotations } = was.metadata;
  const held = ({ data, binaryData }: Settings) => [data, binaryData];
  const now = await readSettings(cluster, was);
  if (now && isDeepStrictEqual(held(now), held(was))) return;
  const body = { ...was, metadata: { name, labels, annotations } };
  const [method, path] = now ? (["PUT", pathOf(cluster, was)] as const) : (["POST", pathOfAll(cluster, was)] as const);
  await send(cluster.config, { method, path, body }).catch((error) => {
    throw asFailure(error, `write the ${was.kind} ${name}`);
  });
}

async function readSettings(cluster: Cluster, object: AnyObject): Promise<Settings | undefined> {
  try {
    const { body } = await send<Settings>(cluster.config, { method: "GET", path: pathOf(cluster, object) });
    return body;
  } catch (error) {
    // What may not be seen, as in another namespace, cannot be put back; that is no reason to refuse a promotion.
    if (isNotFound(error) || isForbidden(error)) return undefined;
    throw asFailure(error, `read the ${object.kind} ${object.metadata.name}`);
  }
}

const pathOfAll = ({ namespace }: Cluster, { kind, metadata }: AnyObject) =>
  `/api/v1/namespaces/${metadata.namespace ?? namespace}/${plurals[kind]}`;

const pathOf = (cluster: Cluster, object: AnyObject) => `${pathOfAll(cluster, object)}/${object.metadata.name}`;
