import type { V1ResourceRule } from "@kubernetes/client-node";
import { ownRules } from "../../adapters/kubernetes/access.ts";
import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { listFewNodes } from "../../adapters/kubernetes/nodes.ts";
import { type FindResource, resourcesOf } from "../../adapters/kubernetes/resources.ts";
import type { Node } from "../../domain/rollout/objects.ts";

/** What the preflight asks of the cluster whatever the chart makes. None of it throws. */
export interface Prefetched {
  /** Undefined if there are many, or if they may not be listed. */
  nodes: Promise<Node[] | undefined>;
  rules: Promise<V1ResourceRule[]>;
  find: FindResource;
}

/** Begins to ask, while something else is waited for. */
export const prefetch = (cluster: Cluster): Prefetched => ({
  nodes: listFewNodes(cluster),
  rules: ownRules(cluster),
  find: resourcesOf(cluster),
});
