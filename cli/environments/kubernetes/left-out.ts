import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { driftOfRelease } from "./status.ts";

/**
 * What Helm has left out of what it applied, in words: Helm 3 works out what to change from three manifests, and loses entries of a list
 * of which one stood twice. None if that cannot be told.
 */
export async function leftOut(cluster: Cluster, helmRelease: string): Promise<string[]> {
  const drift = (await driftOfRelease(cluster, helmRelease).catch(() => undefined)) ?? [];
  return drift
    .filter(({ isAdded, found }) => !isAdded && found === undefined)
    .map(({ object, field }) => (field === "" ? object : `${object} ${field}`));
}
