import type { VolumeSources } from "../../domain/preflight/missing-volumes.ts";
import type { ServicePorts } from "../../domain/preflight/routes.ts";
import type { Cluster } from "./cluster.ts";
import { isNotFound } from "./errors.ts";
import { send } from "./raw-requests.ts";
import { secretKeys } from "./secrets.ts";

interface Named {
  metadata: { name: string };
}

/** The keys of a Secret or ConfigMap; undefined if there is none. Throws if it may not be read. */
export async function settingKeys(
  cluster: Cluster,
  kind: "Secret" | "ConfigMap",
  name: string,
): Promise<string[] | undefined> {
  if (kind === "Secret") return secretKeys(cluster, name);
  try {
    const { data, binaryData } = await cluster.core.readNamespacedConfigMap({ name, namespace: cluster.namespace });
    return Object.keys({ ...data, ...binaryData });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The ports of a Service; undefined if there is none. Throws if it may not be read. */
export async function servicePorts({ core, namespace }: Cluster, name: string): Promise<ServicePorts | undefined> {
  try {
    const { spec } = await core.readNamespacedService({ name, namespace });
    return (spec?.ports ?? []).map(({ name: called, port }) => ({ port, ...(called && { name: called }) }));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The claims of the namespace and the StorageClasses, as far as they may be read. */
export async function volumeSources(cluster: Cluster): Promise<Omit<VolumeSources, "volumeClasses">> {
  const [claims, classes] = await Promise.all([
    listed<Named>(cluster, `/api/v1/namespaces/${cluster.namespace}/persistentvolumeclaims`),
    listed<Named>(cluster, "/apis/storage.k8s.io/v1/storageclasses"),
  ]);
  const namesOf = (all: Named[] | undefined) => all?.map(({ metadata }) => metadata.name);
  return { claims: namesOf(claims), classes: namesOf(classes) };
}

/** The classes that volumes of the cluster name; unknown if there are too many. */
export async function volumeClasses(cluster: Cluster): Promise<Pick<VolumeSources, "volumeClasses">> {
  const volumes = await listed<{ spec: { storageClassName?: string } }>(cluster, "/api/v1/persistentvolumes");
  return { volumeClasses: volumes?.map(({ spec }) => spec.storageClassName ?? "") };
}

/** Whether nothing in the namespace fills in what containers do not request; not if that may not be read. */
export async function hasNoDefaults(cluster: Cluster): Promise<boolean> {
  const ranges = await listed<Named>(cluster, `/api/v1/namespaces/${cluster.namespace}/limitranges`);
  return ranges?.length === 0;
}

const mostObjects = 1_000;

/** Undefined if they may not be read, or are too many. */
async function listed<T>({ config }: Cluster, path: string): Promise<T[] | undefined> {
  try {
    const query = { limit: String(mostObjects) };
    const { body } = await send<{ items: T[]; metadata?: { continue?: string } }>(config, {
      method: "GET",
      path,
      query,
    });
    return body.metadata?.continue ? undefined : body.items;
  } catch {
    return undefined;
  }
}

const newMs = 60_000;

/** Whether a namespace is so young that others may still be about to fill it. */
export async function isNewNamespace({ core, namespace }: Cluster): Promise<boolean> {
  const found = await core.readNamespace({ name: namespace }).catch(() => undefined);
  return Date.now() - Number(found?.metadata?.creationTimestamp ?? 0) < newMs;
}
