import type { V1Pod } from "@kubernetes/client-node";
import type { Cluster } from "./cluster.ts";
import { asFailure, isNotFound } from "./errors.ts";

/** One pod, as it runs now. */
export interface RunningPod {
  name: string;
  node: string | undefined;
  isReady: boolean;
  containers: RunningContainer[];
}

export interface RunningContainer {
  name: string;
  /** As the pod's spec names it: `registry/chat:1.4.0@sha256:…`. */
  image: string;
  /** Digest of what the node runs, `sha256:…`; empty as long as nothing runs. */
  imageId: string;
}

/** A pod by its name; undefined where there is none. */
export async function findPod({ core, namespace }: Cluster, name: string): Promise<RunningPod | undefined> {
  try {
    return podOf(await core.readNamespacedPod({ name, namespace }));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw asFailure(error, `read the pod ${name} in namespace ${namespace}`);
  }
}

export const podOf = ({ metadata, spec, status }: V1Pod): RunningPod => ({
  name: metadata?.name ?? "",
  node: spec?.nodeName,
  isReady: status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false,
  containers: (spec?.containers ?? []).map(({ name, image = "" }) => ({
    name,
    image,
    imageId: digestIn(status?.containerStatuses?.find((container) => container.name === name)?.imageID ?? ""),
  })),
});

/** Runtimes write `repository@sha256:…`, `docker-pullable://…@sha256:…` or the bare digest. */
const digestIn = (imageId: string): string => /sha256:[0-9a-f]{64}$/.exec(imageId)?.[0] ?? "";
