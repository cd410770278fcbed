import { comparedIn, withLiveClaims, withoutDoneJobs } from "../../domain/promotion/fit-for-rollback.ts";
import type { ManifestObject } from "../../domain/promotion/manifest.ts";
import { keyOf, withObjectsOf } from "../../domain/promotion/stored-manifest.ts";
import type { Cluster } from "./cluster.ts";
import { changeManifest, manifestAlone } from "./helm-secrets.ts";
import type { LiveObject } from "./helm3-owned-fields.ts";
import { resourcesOf } from "./resources.ts";
import { readLive } from "./trial.ts";

interface Live extends LiveObject {
  metadata: LiveObject["metadata"] & { deletionTimestamp?: string };
  spec?: Record<string, unknown>;
}

/**
 * Makes two stored revisions fit for `helm rollback`, which leaves nothing out: what is there and has no place in the
 * revision that is gone back from is an error to Helm 3 (`no PersistentVolumeClaim with the name "data" found`), what
 * cannot be changed back is one to the API server, and a Job that is gone would run once more. Answers the names of
 * those, which are left out.
 */
export async function prepareRollback(
  cluster: Cluster,
  helmRelease: string,
  { from, to }: { from: number; to: number },
): Promise<string[]> {
  const [wanted, left] = await Promise.all([
    manifestAlone(cluster, helmRelease, to),
    manifestAlone(cluster, helmRelease, from),
  ]);
  const live = await liveSpecs(cluster, comparedIn(wanted));
  const rest = withoutDoneJobs(wanted, left, live) ?? { manifest: wanted, jobs: [] };
  const fit = withLiveClaims(rest.manifest, left, live) ?? rest.manifest;
  await changeManifest(cluster, helmRelease, to, (found) => (found === fit ? undefined : fit));
  await changeManifest(cluster, helmRelease, from, (found) => withObjectsOf(found, fit));
  return rest.jobs;
}

/** What these objects are in the cluster, by `keyOf`; those that are gone, or going, are missing. */
async function liveSpecs(
  cluster: Cluster,
  objects: readonly ManifestObject[],
): Promise<Map<string, Record<string, unknown>>> {
  const find = resourcesOf(cluster);
  const reading = objects.map(async (object) => {
    const resource = await find(object);
    const live = resource && (await readLive<Live>(cluster, resource));
    const isGoing = object.kind === "Job" && live?.metadata.deletionTimestamp !== undefined;
    return live && !isGoing ? [[keyOf(object), live.spec ?? {}] as const] : [];
  });
  return new Map((await Promise.all(reading)).flat());
}
