import type { V1PersistentVolumeClaim } from "@kubernetes/client-node";
import { isHook, isRolloutHook, type ManifestObject } from "../promotion/manifest.ts";
import { runsCode } from "./makers.ts";
import { type Objection, severityIf } from "./missing-settings.ts";
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

/**
 * Claims that nothing makes, and claims of a StorageClass that is not there. Whatever the chart may make while it is
 * applied makes a warning of it.
 */
export function missingVolumes(
  pods: readonly StartedPod[],
  objects: readonly ManifestObject[],
  sources: VolumeSources,
): Objection[] {
  const claims = objects.filter(
    (object) => object.kind === "PersistentVolumeClaim" && (!isHook(object) || isRolloutHook(object)),
  );
  const named = new Set([...(sources.claims ?? []), ...claims.map(({ metadata }) => metadata.name)]);
  const isMade = (claim: string) => named.has(claim) || pods.some((pod) => makesClaim(pod, claim));
  const brought = new Set(broughtClasses(objects));
  const found = [
    ...(sources.claims ? pods.flatMap((pod) => withoutClaim(pod, isMade)) : []),
    ...[...claims.map(asClaimed), ...pods.flatMap(claimedBy)]
      .filter(({ spec }) => !brought.has(spec?.storageClassName ?? ""))
      .flatMap((claimed) => withoutClass(claimed, sources)),
  ];
  return objects.some(runsCode) ? found.map((objection) => ({ ...objection, severity: "warning" })) : found;
}

/** Classes that volumes of the chart will have, or be made of. */
const broughtClasses = (objects: readonly ManifestObject[]): string[] =>
  objects.flatMap(({ kind, metadata, spec }) => {
    if (kind === "StorageClass") return metadata.name;
    return kind === "PersistentVolume" ? ((spec as ClaimSpec)?.storageClassName ?? []) : [];
  });

/** A StatefulSet makes `data-db-0` of its template `data`, and others may mount that. */
const makesClaim = ({ name, claims }: StartedPod, wanted: string): boolean =>
  claims.some(({ metadata }) => {
    const prefix = `${metadata?.name}-${name}-`;
    return wanted.startsWith(prefix) && /^\d+$/.test(wanted.slice(prefix.length));
  });

function withoutClaim({ kind, name, spec, isLater }: StartedPod, isMade: (claim: string) => boolean): Objection[] {
  const wanted = (spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
  const severity = severityIf(!isLater);
  return wanted
    .filter((claim) => !isMade(claim))
    .map((claim) => ({
      kind,
      name,
      severity,
      message: `mounts the claim ${claim}, which does not exist, and the chart does not bring it`,
    }));
}

type ClaimSpec = V1PersistentVolumeClaim["spec"];

/** A claim, and the object that is to blame for it. */
interface Claimed {
  kind: string;
  name: string;
  claim: string;
  spec: ClaimSpec;
}

const asClaimed = ({ kind, metadata: { name }, spec }: ManifestObject): Claimed => ({
  kind,
  name,
  claim: name,
  spec: spec as ClaimSpec,
});

const claimedBy = ({ kind, name, claims }: StartedPod): Claimed[] =>
  claims.map(({ metadata, spec }) => ({ kind, name, claim: `${metadata?.name}-${name}-0`, spec }));

/** One that is there has its volume. */
function withoutClass(
  { kind, name, claim, spec }: Claimed,
  { claims, classes, volumeClasses }: VolumeSources,
): Objection[] {
  const { storageClassName } = spec ?? {};
  if (!storageClassName || !classes || classes.includes(storageClassName) || claims?.includes(claim)) return [];
  if (volumeClasses?.includes(storageClassName)) return [];
  const severity = severityIf(volumeClasses !== undefined && claims !== undefined);
  const known = classes.join(", ") || "none";
  const message = `wants the StorageClass ${storageClassName}, which does not exist; there are: ${known}`;
  return [{ kind, name, severity, message }];
}
