import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { findDrift } from "../../adapters/kubernetes/drift.ts";
import { endpointsOf } from "../../adapters/kubernetes/endpoints.ts";
import { newestManifest } from "../../adapters/kubernetes/helm-secrets.ts";
import { readPromotions } from "../../adapters/kubernetes/history-configmap.ts";
import { observeRelease } from "../../adapters/kubernetes/release.ts";
import { healthySince, lastHealthy } from "../../domain/environment/history.ts";
import { stateInCluster, withEndpoints } from "../../domain/environment/state.ts";
import { steadinessOf } from "../../domain/environment/steadiness.ts";
import { parseManifest } from "../../domain/promotion/manifest.ts";
import type { EnvironmentStatus } from "../../results/status.ts";
import type { Connection } from "./connection.ts";

/** What runs in the namespace: as its records say, as it is, and what differs from its release. */
export async function statusInCluster(connection: Connection): Promise<EnvironmentStatus> {
  const { environment, cluster, helmRelease, bookkeeping } = connection;
  const [running, history, endpoints, drift] = await Promise.all([
    observeRelease(cluster, helmRelease),
    readPromotions(cluster, bookkeeping),
    endpointsOf(cluster, helmRelease),
    driftOfRelease(cluster, helmRelease),
  ]);
  const promoted = lastHealthy(history);
  const { steadySince, restarts, lastRestart } = steadinessOf(running.pods);
  return {
    environment,
    place: `${cluster.context}, namespace ${cluster.namespace}`,
    ...withEndpoints(stateInCluster(running, promoted), endpoints, running.wantedLabels, drift),
    version: promoted?.version,
    image: promoted?.image,
    ...running.counted,
    since: promoted && healthySince(promoted),
    steadySince,
    asOf: cluster.now().toISOString(),
    restarts,
    lastRestart,
    endpoints: endpoints?.map(({ service, ready }) => ({ service, ready })),
    drift: drift?.map(({ object, field, expected, found, since, by }) => ({
      object,
      field,
      expected,
      found,
      since,
      by,
    })),
  };
}

/** What is not as the newest revision has it; undefined if that cannot be read. */
export async function driftOfRelease(cluster: Cluster, helmRelease: string) {
  const manifest = await newestManifest(cluster, helmRelease);
  return manifest === undefined ? undefined : findDrift(cluster, parseManifest(manifest));
}
