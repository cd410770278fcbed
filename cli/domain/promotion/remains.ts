import { isHook, type ManifestObject } from "./manifest.ts";

/** What holds data, or more than itself. */
const kept = ["PersistentVolumeClaim", "PersistentVolume", "Namespace", "CustomResourceDefinition"];

/** Without its namespace: a chart may say the one that it is installed in, or leave it out. */
const nameOf = ({ kind, metadata }: ManifestObject): string => `${kind} ${metadata.name}`;

/**
 * What a killed promotion may have made and nothing else has: of its manifests those that neither the version before nor the
 * next one has. With the revision that was pending Helm forgets them.
 */
export function remainsAmong(
  pending: readonly ManifestObject[],
  ...known: readonly (readonly ManifestObject[])[]
): ManifestObject[] {
  const others = new Set(known.flat().map(nameOf));
  return pending.filter(
    (object) =>
      !isHook(object) &&
      !others.has(nameOf(object)) &&
      !kept.includes(object.kind) &&
      object.metadata.annotations?.["helm.sh/resource-policy"] !== "keep",
  );
}
