import { preconditionError } from "../../../lib/errors.ts";
import type { SandboxContext } from "../../context.ts";
import { withSandboxLock } from "../../sandbox-lock.ts";
import { startNode, stopNode } from "./agents.ts";
import { startComponent, stopComponent } from "./control-plane.ts";
import { type ClusterNetwork, contextName, controlPlaneOf, kubeconfigOf, type Node, workers } from "./layout.ts";
import { rememberedNetwork, withoutProxy } from "./network.ts";
import { kubectlProgram } from "./programs.ts";

/** The cluster, as tests and the demo use it. */
export interface Cluster {
  kubeconfig: string;
  context: string;
  /** To be added to the environment of a process that uses the cluster. */
  env: Record<string, string>;
  nodes: string[];
  /** The file of a kubectl that fits the cluster. */
  kubectl: string;
  /** Kills a worker, with all that runs on it; `startNode` brings it back. */
  stopNode: (name: string) => Promise<void>;
  startNode: (name: string) => Promise<void>;
  /** Takes the cluster's API away; its nodes and pods go on. */
  stopApiserver: () => Promise<void>;
  startApiserver: () => Promise<void>;
}

const apiserver = "kube-apiserver";

/** The cluster as it was brought up; undefined where it never was. */
export function findCluster(context: SandboxContext): Cluster | undefined {
  const { paths } = context;
  const network = rememberedNetwork(paths);
  return (
    network && {
      kubeconfig: kubeconfigOf(paths, "admin"),
      context: contextName,
      env: { KUBECONFIG: kubeconfigOf(paths, "admin"), ...withoutProxy(paths) },
      nodes: network.nodes.map(({ name }) => name),
      kubectl: kubectlProgram(paths),
      stopNode: (name) => withSandboxLock(context, () => stopNode(paths, workerOf(network, name))),
      startNode: (name) => withSandboxLock(context, () => startNode(paths, network, workerOf(network, name))),
      stopApiserver: () => withSandboxLock(context, () => stopComponent(paths, apiserver)),
      startApiserver: () => withSandboxLock(context, () => startComponent(paths, controlPlaneOf(network), apiserver)),
    }
  );
}

function workerOf({ nodes }: ClusterNetwork, name: string): Node {
  const node = nodes.find((candidate) => candidate.name === name && workers.includes(name));
  if (!node) throw preconditionError(`The cluster's workers are ${workers.join(" and ")}, not ${name}`);
  return node;
}
