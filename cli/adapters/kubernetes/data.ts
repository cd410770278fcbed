import type { KubernetesObject } from "../../domain/rollout/objects.ts";
import { helmReleaseOf } from "../../domain/rollout/ownership.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, isNotFound } from "./errors.ts";
import { isOurs } from "./labels.ts";
import { statefulSetsOf } from "./release.ts";

/** An object that holds the data of a Helm release, or the password to it, and that Helm leaves alone. */
export interface DataObject {
  kind: "claim" | "secret";
  resource: "persistentvolumeclaim" | "secret";
  name: string;
}

const nameIn = ({ metadata }: KubernetesObject): string => metadata?.name ?? "";

/** Claims of the chart and of its StatefulSets, and the Secrets that promotions made beside it. */
export async function findData(cluster: Cluster, helmRelease: string): Promise<DataObject[]> {
  const { core, namespace } = cluster;
  try {
    const [claims, secrets, sets] = await Promise.all([
      core.listNamespacedPersistentVolumeClaim({ namespace }),
      core.listNamespacedSecret({ namespace, labelSelector: `app.kubernetes.io/instance=${helmRelease}` }),
      statefulSetsOf(cluster, helmRelease),
    ]);
    const made = sets.flatMap((set) =>
      (set.spec?.volumeClaimTemplates ?? []).map((template) => `${nameIn(template)}-${nameIn(set)}-`),
    );
    const isOfSet = (claim: KubernetesObject) =>
      made.some((start) => nameIn(claim).startsWith(start) && /^\d+$/.test(nameIn(claim).slice(start.length)));
    return [
      ...claims.items
        .filter((claim) => helmReleaseOf(claim) === helmRelease || isOfSet(claim))
        .map((claim) => ({ kind: "claim", resource: "persistentvolumeclaim", name: nameIn(claim) }) as const),
      ...secrets.items
        .filter(({ metadata }) => isOurs(metadata?.labels))
        .map((secret) => ({ kind: "secret", resource: "secret", name: nameIn(secret) }) as const),
    ];
  } catch (error) {
    throw asFailure(error, `look for the data of ${helmRelease} in namespace ${namespace}`);
  }
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
