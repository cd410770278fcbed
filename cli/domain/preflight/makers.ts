import { isCustom } from "../promotion/judged.ts";
import { isRolloutHook, type ManifestObject } from "../promotion/manifest.ts";

/** Whether it may make objects that the chart does not show: a hook that runs a program, and the controller of a custom kind. */
export const runsCode = (object: ManifestObject): boolean =>
  isCustom(object) || (["Job", "Pod"].includes(object.kind) && isRolloutHook(object));

/**
 * Whether an object speaks of a Secret or ConfigMap of that name, other than as the pod that needs it: whoever reads this, such as
 * a controller of certificates, may be about to make it.
 */
export const speaksOf = (object: ManifestObject, name: string): boolean => isNamedIn(object, name, false);

function isNamedIn(value: unknown, name: string, isAbout: boolean): boolean {
  if (typeof value === "string") return isAbout && value === name;
  if (typeof value !== "object" || value === null || "containers" in value) return false;
  return Object.entries(value).some(([key, each]) =>
    isNamedIn(each, name, isAbout || /secret|configmap|^annotations$/i.test(key)),
  );
}
