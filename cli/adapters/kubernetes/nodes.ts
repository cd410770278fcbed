import type { Node } from "../../domain/rollout/objects.ts";
import type { Cluster } from "./cluster.ts";

/** The nodes of the cluster; undefined where they may not be listed. */
export async function listNodes({ core }: Cluster): Promise<Node[] | undefined> {
  try {
    return (await core.listNode()).items;
  } catch {
    return undefined;
  }
}

/** What is asked beforehand must not cost what a large cluster's nodes weigh. */
const fewNodes = 200;

/** All nodes of a cluster that is not large; undefined if it is, or if they may not be listed. */
export async function listFewNodes({ core }: Cluster): Promise<Node[] | undefined> {
  try {
    const { items, metadata } = await core.listNode({ limit: fewNodes });
    return metadata?._continue ? undefined : items;
  } catch {
    return undefined;
  }
}
