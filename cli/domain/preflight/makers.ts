import { isCustom } from "../promotion/judged.ts";
import { isRolloutHook, type ManifestObject } from "../promotion/manifest.ts";

/** Whether it may make objects that the chart does not show: a hook that runs a program, and the controller of a custom kind. */
export const runsCode = (object: ManifestObject): boolean =>
  isCustom(object) || (["Job", "Pod"].includes(object.kind) && isRolloutHook(object));
