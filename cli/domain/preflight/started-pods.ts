import type { V1PersistentVolumeClaim, V1PodSpec } from "@kubernetes/client-node";
import type { ManifestObject } from "../promotion/manifest.ts";

/** A pod that a chart starts, or makes others start. */
export interface StartedPod {
  /** What starts it. */
  kind: string;
  name: string;
  spec: V1PodSpec;
  /** Claims that are made for each of its pods. */
  claims: readonly V1PersistentVolumeClaim[];
  /** It does not start now, or perhaps never: a CronJob, a suspended Job, no replicas. */
  isLater: boolean;
  /** Helm runs it as a hook. */
  isHook: boolean;
}

interface Starting {
  replicas?: number;
  suspend?: boolean;
  template?: { spec?: V1PodSpec };
  jobTemplate?: { spec?: Starting };
  volumeClaimTemplates?: V1PersistentVolumeClaim[];
}

const kinds = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod"];
const runHooks = /(pre|post)-(install|upgrade)/;

/** The pods of an installation or upgrade that come into its own namespace. */
export function startedPods(objects: readonly ManifestObject[], namespace: string): StartedPod[] {
  return objects
    .filter(({ kind, metadata }) => kinds.includes(kind) && (metadata.namespace ?? namespace) === namespace)
    .flatMap((object) => {
      const { kind, metadata } = object;
      const hook = metadata.annotations?.["helm.sh/hook"];
      const own = (object.spec ?? {}) as Starting;
      const spec = kind === "Pod" ? (own as V1PodSpec) : (own.template ?? own.jobTemplate?.spec?.template)?.spec;
      if (!spec || (hook !== undefined && !runHooks.test(hook))) return [];
      const isLater = kind === "CronJob" || own.suspend === true || own.replicas === 0;
      const claims = own.volumeClaimTemplates ?? [];
      return [{ kind, name: metadata.name, spec, claims, isLater, isHook: hook !== undefined }];
    });
}

/** All containers of a pod. */
export const containersOf = ({ initContainers = [], containers = [] }: V1PodSpec) => [...initContainers, ...containers];
