import { renderedImages } from "../chart/rendered-images.ts";
import type { ExpectedWorkload } from "../rollout/observation.ts";
import { isCustomGroup } from "./custom-group.ts";
import { isHook, type ManifestObject } from "./manifest.ts";

const builtIn = ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod"];

/** Whether the kind of an object is not of Kubernetes itself. */
export const isCustom = ({ apiVersion }: ManifestObject): boolean => isCustomGroup(apiVersion.split("/")[0] ?? "");

/**
 * What a promotion is judged by: all that starts pods, wherever it is; hooks are Helm's own. If an earlier run had Helm
 * make it, a Job that is deleted after its work may have done so long ago.
 */
export const judgedIn = (
  objects: readonly ManifestObject[],
  { namespace, isMade }: { namespace: string; isMade: boolean },
): ExpectedWorkload[] =>
  objects
    .filter((object) => (builtIn.includes(object.kind) || isCustom(object)) && !isHook(object))
    .map((object) => {
      const { apiVersion, kind, metadata } = object;
      // Of other kinds it may be anything.
      const spec = Object(object.spec);
      const isElsewhere = metadata.namespace !== undefined && metadata.namespace !== namespace;
      return {
        kind,
        name: metadata.name,
        images: renderedImages([object]).images,
        mayBeGone: isMade && kind === "Job" && "ttlSecondsAfterFinished" in spec,
        ...(isElsewhere && { namespace: metadata.namespace }),
        ...("progressDeadlineSeconds" in spec && { hasDeadline: true }),
        ...(isCustom(object) && { custom: apiVersion }),
      };
    });
