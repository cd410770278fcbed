import { renderedImages } from "../chart/rendered-images.ts";
import type { ExpectedWorkload } from "../rollout/observation.ts";
import { isHook, type ManifestObject } from "./manifest.ts";

const builtIn = ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod"];

/** Groups of Kubernetes itself have no dot, or end like this. */
const isCustom = ({ apiVersion }: ManifestObject): boolean => {
  const [group = "", version] = apiVersion.split("/");
  return version !== undefined && group.includes(".") && !group.endsWith(".k8s.io");
};

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
      const { apiVersion, kind, metadata, spec = {} } = object;
      const isElsewhere = metadata.namespace !== undefined && metadata.namespace !== namespace;
      return {
        kind,
        name: metadata.name,
        images: renderedImages([object]).images,
        mayBeGone: isMade && kind === "Job" && "ttlSecondsAfterFinished" in spec,
        ...(isElsewhere && { namespace: metadata.namespace }),
        ...(isCustom(object) && { custom: apiVersion }),
      };
    });
