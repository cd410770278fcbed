import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { findDrift } from "../../adapters/kubernetes/drift.ts";
import { endpointsOf } from "../../adapters/kubernetes/endpoints.ts";
import { newestManifest } from "../../adapters/kubernetes/helm-secrets.ts";
import { readPromotions } from "../../adapters/kubernetes/history-configmap.ts";
import { observeRelease } from "../../adapters/kubernetes/release.ts";
import { healthySince, lastHealthy } from "../../domain/environment/history.ts";
import { recordedFacts } from "../../domain/environment/recorded.ts";
import { stateInCluster, withEndpoints } from "../../domain/environment/state.ts";
import { steadinessOf } from "../../domain/environment/steadiness.ts";
import { taskImages } from "../../domain/environment/task-images.ts";
import { parseManifest } from "../../domain/promotion/manifest.ts";
import type { EnvironmentStatus } from "../../results/status.ts";
import type { Connection } from "./connection.ts";

/** What runs in the namespace: as its records say, as it is, and what differs from its release. */
export type ReadStatus = (connection: Connection) => Promise<EnvironmentStatus>;

/** Reads it as often as it is asked for, drift more rarely: that costs the API server a request for each object. */
export function statusReader(): ReadStatus {
  let last: { manifest: string; at: number; drift: ReturnType<typeof findDrift> } | undefined;
  return (connection) =>
    readStatus(connection, (cluster, manifest) => {
      const now = performance.now();
      if (!last || last.manifest !== manifest || now - last.at >= driftMs)
        last = { manifest, at: now, drift: driftFrom(cluster, manifest) };
      return last.drift;
    });
}

/** How long what was found of a release's drift is good enough. */
const driftMs = 30_000;

async function readStatus(connection: Connection, findDriftFrom: typeof driftFrom): Promise<EnvironmentStatus> {
  const { environment, cluster, helmRelease, bookkeeping } = connection;
  const reading = newestManifest(cluster, helmRelease);
  const [observed, history, endpoints, manifest, drift] = await Promise.all([
    observeRelease(cluster, helmRelease),
    readPromotions(cluster, bookkeeping),
    endpointsOf(cluster, helmRelease),
    reading,
    reading.then((found) => (found === undefined ? undefined : findDriftFrom(cluster, found))),
  ]);
  const running = { ...observed, taskImages: manifest === undefined ? [] : taskImages(parseManifest(manifest)) };
  const promoted = lastHealthy(history);
  const { steadySince, restarts, lastRestart } = steadinessOf(running.pods);
  return {
    environment,
    place: `${cluster.context}, namespace ${cluster.namespace}`,
    ...withEndpoints(stateInCluster(running, promoted, history.promotions), endpoints, running.wantedLabels, drift),
    version: promoted?.version,
    image: promoted?.image,
    images: promoted?.images,
    ...running.counted,
    since: promoted && healthySince(promoted),
    ...recordedFacts(history, undefined),
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
  return manifest === undefined ? undefined : driftFrom(cluster, manifest);
}

/** What is not as a manifest has it. */
const driftFrom = (cluster: Cluster, manifest: string) => findDrift(cluster, parseManifest(manifest));
