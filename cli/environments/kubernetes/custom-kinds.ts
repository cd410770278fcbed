import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { resourcesOf } from "../../adapters/kubernetes/resources.ts";
import { readLive } from "../../adapters/kubernetes/trial.ts";
import { customKey, customPods } from "../../domain/rollout/custom.ts";
import type { CustomObject } from "../../domain/rollout/objects.ts";
import type { ExpectedWorkload, Observation } from "../../domain/rollout/observation.ts";

/** Objects of custom kinds, read one by one: nobody needs the right to list them. */
export interface CustomKinds {
  /** By `customKey`; those are missing that may not be read. */
  objects: ReadonlyMap<string, CustomObject>;
  /** Reads each one until it is there, and those that own pods again and again. */
  want: (seen: Pick<Observation, "workloads" | "objects" | "before">, now: number) => void;
}

const againMs = 1_000;
/** A chart may bring a hundred dashboards, and the API server has others to serve. */
const atOnce = 4;

export function watchCustomKinds(cluster: Cluster, onRead: () => void): CustomKinds {
  const find = resourcesOf(cluster);
  const objects = new Map<string, CustomObject>();
  const askedAt = new Map<string, number>();
  let reading = 0;
  const read = async (workload: ExpectedWorkload) => {
    const { kind, name, namespace, custom = "" } = workload;
    const resource = await find({ apiVersion: custom, kind, metadata: { name, ...(namespace && { namespace }) } });
    const object =
      resource &&
      (await readLive<CustomObject & { apiVersion: string; kind: string; metadata: object }>(cluster, resource));
    if (object) objects.set(customKey(workload), object);
  };
  const lastAsked = (workload: ExpectedWorkload) => askedAt.get(customKey(workload)) ?? Number.NEGATIVE_INFINITY;
  return {
    objects,
    want: ({ workloads, ...seen }, now) => {
      const due = workloads
        .filter((workload) => workload.custom && now - lastAsked(workload) >= againMs)
        .toSorted((a, b) => lastAsked(a) - lastAsked(b));
      for (const workload of due) {
        if (reading === atOnce) return;
        const known = objects.get(customKey(workload));
        askedAt.set(customKey(workload), now);
        if (known && customPods(known, seen).length === 0) continue;
        reading += 1;
        // What may not be read is not verified, which is said.
        void read(workload)
          .catch(() => {})
          .finally(() => {
            reading -= 1;
            onRead();
          });
      }
    },
  };
}
