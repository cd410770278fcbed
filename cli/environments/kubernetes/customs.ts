import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { readLive } from "../../adapters/kubernetes/dry-run.ts";
import { resourcesOf } from "../../adapters/kubernetes/resources.ts";
import type { CustomObject } from "../../domain/rollout/custom.ts";
import type { ExpectedWorkload } from "../../domain/rollout/observation.ts";

/** Objects of custom kinds, read one by one: nobody needs the right to list them. */
export interface Customs {
  /** By `Kind/name`; those are missing that may not be read. */
  objects: ReadonlyMap<string, CustomObject>;
  want: (workloads: readonly ExpectedWorkload[], now: number) => void;
}

const againMs = 1_000;

export function createCustoms(cluster: Cluster, onRead: () => void): Customs {
  const find = resourcesOf(cluster);
  const objects = new Map<string, CustomObject>();
  const askedAt = new Map<string, number>();
  const read = async ({ kind, name, namespace, custom = "" }: ExpectedWorkload) => {
    const resource = await find({ apiVersion: custom, kind, metadata: { name, ...(namespace && { namespace }) } });
    const object =
      resource &&
      (await readLive<CustomObject & { apiVersion: string; kind: string; metadata: object }>(cluster, resource));
    if (object) objects.set(`${kind}/${name}`, object);
    onRead();
  };
  return {
    objects,
    want: (workloads, now) => {
      for (const workload of workloads) {
        const key = `${workload.kind}/${workload.name}`;
        if (!workload.custom || now - (askedAt.get(key) ?? Number.NEGATIVE_INFINITY) < againMs) continue;
        askedAt.set(key, now);
        // What may not be read is not verified, which is said.
        read(workload).catch(() => {});
      }
    },
  };
}
