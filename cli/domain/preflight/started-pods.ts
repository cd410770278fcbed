import type { V1PersistentVolumeClaim, V1PodSpec } from "@kubernetes/client-node";
import { isHook, isRolloutHook, type ManifestObject } from "../promotion/manifest.ts";

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
}

interface Starting {
  replicas?: number;
  suspend?: boolean;
  template?: { spec?: V1PodSpec };
  jobTemplate?: { spec?: Starting };
  volumeClaimTemplates?: V1PersistentVolumeClaim[];
}

const kinds = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod"];

/** The pods of an installation or upgrade that come into its own namespace. */
export function startedPods(objects: readonly ManifestObject[], namespace: string): StartedPod[] {
  return objects
    .filter(({ kind, metadata }) => kinds.includes(kind) && (metadata.namespace ?? namespace) === namespace)
    .flatMap((object) => {
      const { kind, metadata } = object;
      const own = (object.spec ?? {}) as Starting;
      const spec = kind === "Pod" ? (own as V1PodSpec) : (own.template ?? own.jobTemplate?.spec?.template)?.spec;
      if (!spec || (isHook(object) && !isRolloutHook(object))) return [];
      const isLater = kind === "CronJob" || own.suspend === true || own.replicas === 0;
      const claims = own.volumeClaimTemplates ?? [];
      return [{ kind, name: metadata.name, spec, claims, isLater }];
    });
}

/** All containers of a pod. */
export const containersOf = <Container>({ initContainers = [], containers }: Containers<Container>): Container[] => [
  ...initContainers,
  ...containers,
];

interface Containers<Container> {
  initContainers?: Container[];
  containers: Container[];
}
