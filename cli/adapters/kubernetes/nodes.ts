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
