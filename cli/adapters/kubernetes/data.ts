import type { KubernetesObject } from "../../domain/rollout/objects.ts";
import { hasOrigin, markOrigin } from "./claims.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, isNotFound } from "./errors.ts";
import { isOurs } from "./labels.ts";
import { isOfHelm } from "./ownership.ts";
import { statefulSetsOf } from "./release.ts";

/** An object that holds the data of a Helm release, or the password to it, and that Helm leaves alone. */
export interface DataObject {
  kind: "claim" | "secret";
  resource: "persistentvolumeclaim" | "secret";
  name: string;
}

const nameIn = ({ metadata }: KubernetesObject): string => metadata?.name ?? "";

/** Claims that Helm or its StatefulSets made for a release, and the Secrets that promotions made beside it. */
export async function findData(cluster: Cluster, helmRelease: string): Promise<DataObject[]> {
  const { core, namespace } = cluster;
  try {
    const [claims, secrets, isOfSet] = await Promise.all([
      core.listNamespacedPersistentVolumeClaim({ namespace }),
      core.listNamespacedSecret({ namespace, labelSelector: `app.kubernetes.io/instance=${helmRelease}` }),
      madeBySets(cluster, helmRelease),
    ]);
    const isOwn = (claim: KubernetesObject) =>
      isOfHelm(helmRelease, cluster, claim) || hasOrigin(claim, helmRelease) || isOfSet(claim);
    return [
      ...claims.items
        .filter(isOwn)
        .map((claim) => ({ kind: "claim", resource: "persistentvolumeclaim", name: nameIn(claim) }) as const),
      ...secrets.items
        .filter(({ metadata }) => isOurs(metadata?.labels))
        .map((secret) => ({ kind: "secret", resource: "secret", name: nameIn(secret) }) as const),
    ];
  } catch (error) {
    throw asFailure(error, `look for the data of ${helmRelease} in namespace ${namespace}`);
  }
}

/** Tells which claims the StatefulSets of a release made: they are named `<template>-<set>-<number>`. */
async function madeBySets(cluster: Cluster, helmRelease: string): Promise<(claim: KubernetesObject) => boolean> {
  const sets = await statefulSetsOf(cluster, helmRelease);
  const starts = sets
    .filter((set) => isOfHelm(helmRelease, cluster, set))
    .flatMap((set) => (set.spec?.volumeClaimTemplates ?? []).map((template) => `${nameIn(template)}-${nameIn(set)}-`));
  return (claim) =>
    starts.some((start) => nameIn(claim).startsWith(start) && /^\d+$/.test(nameIn(claim).slice(start.length)));
}

/** Marks the claims of a release's StatefulSets as its own: nothing else says so once those are gone. */
export async function markClaimsOfSets(cluster: Cluster, helmRelease: string): Promise<void> {
  const { core, namespace } = cluster;
  const [claims, isOfSet] = await Promise.all([
    core.listNamespacedPersistentVolumeClaim({ namespace }),
    madeBySets(cluster, helmRelease),
  ]);
  await markOrigin(cluster, claims.items.filter(isOfSet).map(nameIn), helmRelease);
}

/** Deletes it; what is gone already is no error. */
export async function deleteData({ core, namespace }: Cluster, { kind, name }: DataObject): Promise<void> {
  try {
    if (kind === "claim") await core.deleteNamespacedPersistentVolumeClaim({ namespace, name });
    else await core.deleteNamespacedSecret({ namespace, name });
  } catch (error) {
    if (!isNotFound(error)) throw asFailure(error, `delete the ${kind} ${name} in namespace ${namespace}`);
  }
}
