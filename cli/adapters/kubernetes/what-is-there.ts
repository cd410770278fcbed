import type { VolumeSources } from "../../domain/preflight/missing-volumes.ts";
import type { Cluster } from "./cluster.ts";
import { isNotFound } from "./errors.ts";
import { send } from "./requests.ts";
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

/** Where the volumes of claims come from, as far as it may be read. */
export async function volumeSources(cluster: Cluster): Promise<VolumeSources> {
  const [claims, classes, volumes] = await Promise.all([
    listed<Named>(cluster, `/api/v1/namespaces/${cluster.namespace}/persistentvolumeclaims`),
    listed<Named>(cluster, "/apis/storage.k8s.io/v1/storageclasses"),
    listed<Named & { spec: { storageClassName?: string } }>(cluster, "/api/v1/persistentvolumes"),
  ]);
  const namesOf = (all: Named[] | undefined) => all?.map(({ metadata }) => metadata.name);
  const volumeClasses = volumes?.map(({ spec }) => spec.storageClassName ?? "");
  return { claims: namesOf(claims), classes: namesOf(classes), volumeClasses };
}

async function listed<T>({ config }: Cluster, path: string): Promise<T[] | undefined> {
  try {
    return (await send<{ items: T[] }>(config, { method: "GET", path })).body.items;
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
