import { join } from "node:path";
import type { Paths } from "../../paths.ts";

/** One machine of the cluster, as far as Kubernetes can tell. */
export interface Node {
  name: string;
  address: string;
  /** The addresses of its pods. */
  podRange: string;
  /** Its end on the machine's side of the cable. */
  cable: string;
}

/** The network that connects the nodes: nothing outside of them has its name or its addresses. */
export interface ClusterNetwork {
  bridge: string;
  /** The machine, as the nodes see it. */
  gateway: string;
  /** The addresses of the nodes. */
  range: string;
  /** The addresses that Services of type LoadBalancer get. */
  loadBalancers: string;
  nodes: Node[];
}

export const nodeNames = ["control-plane", "worker-1", "worker-2"] as const;
export const workers: string[] = nodeNames.slice(1);
export const contextName = "chatops-sandbox";

/** These two exist inside the nodes only, so every cluster can have the usual ones. */
export const podRange = "10.244.0.0/16";
export const serviceRange = "10.96.0.0/16";
export const firstService = "10.96.0.1";

export function networkOf(paths: Paths, octet: number): ClusterNetwork {
  return {
    bridge: `chatopsk-${paths.id}`,
    gateway: `10.${octet}.0.1`,
    range: `10.${octet}.0.0/24`,
    loadBalancers: `10.${octet}.1.0/24`,
    nodes: nodeNames.map((name, index) => ({
      name,
      address: `10.${octet}.0.${10 + index}`,
      podRange: `10.244.${index}.0/24`,
      cable: `ck${index}-${paths.id}`,
    })),
  };
}

/** The node that has the control plane. */
export function controlPlaneOf({ nodes }: ClusterNetwork): Node {
  const [first] = nodes;
  if (!first) throw new Error("a cluster without nodes");
  return first;
}

export const clusterFolder = (paths: Paths, ...parts: string[]): string => join(paths.state, "kubernetes", ...parts);
export const nodeFolder = (paths: Paths, node: Node, ...parts: string[]): string =>
  clusterFolder(paths, "nodes", node.name, ...parts);
export const kubeconfigOf = (paths: Paths, user: string): string => clusterFolder(paths, "kubeconfigs", `${user}.yaml`);
/** The address of the API server. */
export const serverOf = ({ address }: Node): string => `https://${address}:6443`;
/** Where the volumes are, in a folder for each node. */
export const volumesFolder = (paths: Paths): string => clusterFolder(paths, "volumes");
