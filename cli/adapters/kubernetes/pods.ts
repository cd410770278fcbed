import type { V1Pod, V1PodStatus } from "@kubernetes/client-node";
import { latest, type Steadiness, steadinessOf } from "../../domain/environment/steadiness.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, isNotFound } from "./errors.ts";

/** One pod, as it runs now. */
export interface RunningPod extends Steadiness {
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
  // A CronJob begins anew each time, and would never let a soak end.
  ...(isOfJob(metadata) ? steadinessOf([]) : steadinessOfPod(metadata?.name ?? "", status)),
  node: spec?.nodeName,
  isReady: status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false,
  containers: (spec?.containers ?? []).map(({ name, image = "" }) => ({
    name,
    image,
    imageId: digestIn(status?.containerStatuses?.find((container) => container.name === name)?.imageID ?? ""),
  })),
});

const isOfJob = (metadata: V1Pod["metadata"]): boolean =>
  metadata?.ownerReferences?.some(({ kind }) => kind === "Job") ?? false;

/** Runtimes write `repository@sha256:…`, `docker-pullable://…@sha256:…` or the bare digest. */
const digestIn = (imageId: string): string => /sha256:[0-9a-f]{64}$/.exec(imageId)?.[0] ?? "";

function steadinessOfPod(pod: string, status: V1PodStatus | undefined): Steadiness {
  const { containerStatuses = [], conditions = [] } = status ?? {};
  const ready = conditions.find(({ type }) => type === "Ready")?.lastTransitionTime;
  const started = containerStatuses.map(({ state }) => state?.running?.startedAt);
  const containers = containerStatuses.map(({ name, restartCount, lastState }) => {
    const { finishedAt, exitCode, reason } = lastState?.terminated ?? {};
    const at = finishedAt?.toISOString();
    return { restarts: restartCount, lastRestart: at ? { name: `${pod}/${name}`, at, exitCode, reason } : undefined };
  });
  const steadySince = latest([ready, ...started].map((moment) => moment?.toISOString()));
  return { ...steadinessOf(containers), steadySince };
}
