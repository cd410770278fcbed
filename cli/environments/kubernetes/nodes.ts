import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { listNodes } from "../../adapters/kubernetes/nodes.ts";
import type { ClusterState } from "../../domain/rollout/cluster-state.ts";
import type { Node } from "../../domain/rollout/objects.ts";

/** The nodes of the cluster, looked up where a pod finds none. */
export interface Nodes {
  /** Undefined where they are not read, or may not be. */
  list: () => Node[] | undefined;
  want: (state: ClusterState, now: number) => void;
}

/** An autoscaler may add one, and an administrator change one. */
const freshMs = 5_000;

export function createNodes(cluster: Cluster, onRead: () => void): Nodes {
  let list: Node[] | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  return {
    list: () => list,
    want: ({ pods }, now) => {
      if (now - readAt < freshMs || pods.every(({ unschedulable }) => unschedulable === undefined)) return;
      readAt = now;
      void listNodes(cluster).then((found) => {
        list = found;
        onRead();
      });
    },
  };
}
