import { setTimeout as pause } from "node:timers/promises";
import { preconditionError } from "../../../lib/errors.ts";
import type { KubernetesObject, StatefulSet } from "../../domain/rollout/objects.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, isNotFound } from "./errors.ts";
import { send } from "./raw-requests.ts";

/** With it Helm leaves an object alone that its chart has no more (https://helm.sh/docs/howto/charts_tips_and_tricks). */
export const keepPolicy = { "helm.sh/resource-policy": "keep" };

const mergePatch = "application/merge-patch+json";

/** Marks claims, so that Helm keeps them and their data whatever it does. Resolves to those that are there. */
export const markKept = (cluster: Cluster, names: readonly string[]): Promise<string[]> =>
  annotate(cluster, names, keepPolicy);

const releaseKey = "chatops.dev/helm-release";

/** Says on claims that Helm does not mark which release they are of, for when their StatefulSet is gone. */
export const markOrigin = (cluster: Cluster, names: readonly string[], helmRelease: string): Promise<string[]> =>
  annotate(cluster, names, { [releaseKey]: helmRelease });

export const hasOrigin = ({ metadata }: KubernetesObject, helmRelease: string): boolean =>
  metadata?.annotations?.[releaseKey] === helmRelease;

async function annotate(
  cluster: Cluster,
  names: readonly string[],
  annotations: Record<string, string>,
): Promise<string[]> {
  const body = { metadata: { annotations } };
  const path = (name: string) => `/api/v1/namespaces/${cluster.namespace}/persistentvolumeclaims/${name}`;
  const marked = names.map((name) =>
    send(cluster.config, { method: "PATCH", path: path(name), body, contentType: mergePatch }).then(
      () => [name],
      (error) => {
        if (isNotFound(error)) return [];
        throw asFailure(error, `mark the claim ${name}, so that it is kept`);
      },
    ),
  );
  return (await Promise.all(marked)).flat();
}

/** Claims that Helm itself made for a release; those of a StatefulSet are not among them. */
export const claimsOf = (claims: readonly KubernetesObject[], helmRelease: string): string[] =>
  claims
    .filter(({ metadata }) => metadata?.annotations?.["meta.helm.sh/release-name"] === helmRelease)
    .flatMap(({ metadata }) => metadata?.name ?? []);

const pollMs = 200;
const attempts = 25;

/**
 * Has StatefulSets keep their claims when they go. With `whenDeleted: Delete` each claim belongs to its StatefulSet and
 * would go with it; the controller gives them up a moment after it is told to.
 */
export async function retainClaims(
  { core, namespace, config }: Cluster,
  going: readonly StatefulSet[],
  signal: AbortSignal,
): Promise<void> {
  const sets = going.filter(({ spec }) => spec?.persistentVolumeClaimRetentionPolicy?.whenDeleted === "Delete");
  const body = { spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain" } } };
  for (const { metadata } of sets) {
    const path = `/apis/apps/v1/namespaces/${namespace}/statefulsets/${metadata?.name}`;
    await send(config, { method: "PATCH", path, body, contentType: mergePatch });
  }
  const owners = new Set(sets.map(({ metadata }) => metadata?.uid));
  const isOwned = (claim: KubernetesObject) =>
    claim.metadata?.ownerReferences?.some(({ uid }) => owners.has(uid)) === true;
  for (let attempt = 0; sets.length > 0 && attempt < attempts; attempt += 1) {
    // Whoever may not list claims waits as long as it takes at most.
    const claims = await core.listNamespacedPersistentVolumeClaim({ namespace }).catch(() => undefined);
    if (claims && !claims.items.some(isOwned)) return;
    await pause(pollMs, undefined, { signal });
  }
  if (sets.length > 0) throw stillOwned(sets.map(({ metadata }) => metadata?.name ?? ""));
}

const stillOwned = (sets: string[]) =>
  preconditionError(`the claims of ${sets.join(", ")} would be deleted with it (whenDeleted: Delete)`, {
    hint: "They were to be kept, and the cluster did not say in time that they will be: run the same command again.",
  });
