import type { V1PersistentVolumeClaim } from "@kubernetes/client-node";
import type { ManifestObject } from "../promotion/manifest.ts";
import type { Objection } from "./missing-settings.ts";
import type { StartedPod } from "./started-pods.ts";

/** What of the cluster volumes come from; undefined if it may not be read. */
export interface VolumeSources {
  /** Names of the claims of the namespace. */
  claims: readonly string[] | undefined;
  /** Names of the StorageClasses. */
  classes: readonly string[] | undefined;
  /** Classes that volumes name which are there already: they need no StorageClass. */
  volumeClasses: readonly string[] | undefined;
}

/** Claims that nothing makes, and claims of a StorageClass that is not there. */
export function missingVolumes(
  pods: readonly StartedPod[],
  objects: readonly ManifestObject[],
  sources: VolumeSources,
): Objection[] {
  const claims = objects.filter(({ kind }) => kind === "PersistentVolumeClaim");
  const named = new Set([...(sources.claims ?? []), ...claims.map(({ metadata }) => metadata.name)]);
  return [
    ...(sources.claims ? pods.flatMap((pod) => withoutClaim(pod, named)) : []),
    ...claims.flatMap((claim) => withoutClass({ ...claim, name: claim.metadata.name }, claim, sources)),
    ...pods.flatMap((pod) =>
      pod.claims.flatMap((claim) =>
        withoutClass({ ...pod, name: `${claim.metadata?.name}-${pod.name}-0`, title: pod.name }, claim, sources),
      ),
    ),
  ];
}

function withoutClaim({ kind, name, spec, isLater }: StartedPod, named: ReadonlySet<string>): Objection[] {
  const wanted = (spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
  const severity = isLater ? ("warning" as const) : ("refused" as const);
  return wanted
    .filter((claim) => !named.has(claim))
    .map((claim) => ({
      kind,
      name,
      severity,
      message: `mounts the claim ${claim}, which does not exist, and the chart does not bring it`,
    }));
}

/** One that is there has its volume. */
function withoutClass(
  { kind, name, title = name }: { kind: string; name: string; title?: string },
  { spec }: { spec?: object },
  { claims, classes, volumeClasses }: VolumeSources,
): Objection[] {
  const { storageClassName } = (spec ?? {}) as NonNullable<V1PersistentVolumeClaim["spec"]>;
  if (!storageClassName || !classes || classes.includes(storageClassName) || claims?.includes(name)) return [];
  if (volumeClasses?.includes(storageClassName)) return [];
  const severity = volumeClasses && claims ? ("refused" as const) : ("warning" as const);
  const known = classes.join(", ") || "none";
  return [
    {
      kind,
      name: title,
      severity,
      message: `wants the StorageClass ${storageClassName}, which does not exist; there are: ${known}`,
    },
  ];
}
