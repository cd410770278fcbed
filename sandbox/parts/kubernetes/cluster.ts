import { dirname, join } from "node:path";
import { preconditionError } from "../../../lib/errors.ts";
import { livingPid, startDaemon, stopDaemon } from "../../daemon.ts";
import type { Paths } from "../../paths.ts";
import type { Engine, Wanted } from "../part.ts";
import { ensureNode, isNodeUp, startAgents, stopNode } from "./agents.ts";
import { removeCgroups } from "./cgroups.ts";
import { isControlPlaneRunning, kubectl, startControlPlane, stopControlPlane } from "./control-plane.ts";
import { preparePauseImage, pushBaseImages } from "./images.ts";
import { type ClusterNetwork, controlPlaneOf } from "./layout.ts";
import { chooseClusterNetwork, createClusterNetwork, rememberedNetwork, removeClusterNetwork } from "./network.ts";
import { removeCniCache } from "./node.ts";
import { writeMirrors } from "./node-files.ts";
import { makeCredentials } from "./pki.ts";
import { untilReady } from "./readiness.ts";

const controller = "cluster-controller";

/** What the cluster needs of Debian, beside the engine's containerd and iptables. */
export const clusterPrograms = ["containerd", "iptables", "ip", "etcd", "ptp", "openssl"];

export function verifyClusterStartable(): void {
  if (process.platform === "linux" && process.getuid?.() === 0) return;
  throw preconditionError("The sandbox can start a cluster only on Linux as root", {
    hint: "Start one with kind, k3d or minikube, or name one with --context. Without any: npm run demo -- --compose",
  });
}

/** Whether the sandbox has a cluster of its own that runs. */
export function hasRunningCluster(paths: Paths): boolean {
  const network = rememberedNetwork(paths);
  return network !== undefined && isClusterUp(paths, network);
}

const isClusterUp = (paths: Paths, { nodes, bridge }: ClusterNetwork): boolean =>
  isControlPlaneRunning(paths) &&
  livingPid(paths, controller) !== undefined &&
  nodes.every((node) => isNodeUp(paths, bridge, node));

/** Brings the cluster up; what runs already is left alone. */
export async function startCluster({ paths, report, engine }: Wanted): Promise<void> {
  const start = Date.now();
  const network = await chooseClusterNetwork(paths);
  await createClusterNetwork(paths, network);
  // Read with every pull: the registry may have moved to another port.
  for (const node of network.nodes) writeMirrors(paths, network, node);
  if (isClusterUp(paths, network)) return;
  report("cluster: starting");
  await makeCredentials(paths, network);
  const first = controlPlaneOf(network);
  // It lives in the network of its node: of the one that was.
  if (!isNodeUp(paths, network.bridge, first)) await stopControlPlane(paths);
  await startEverything(paths, network, engine);
  await Promise.all([settle(paths, network, start), startController(paths)]);
}

async function startEverything(paths: Paths, network: ClusterNetwork, engine: Engine): Promise<void> {
  const pause = preparePauseImage(paths, engine);
  const images = pause.then(() => pushBaseImages(paths, engine));
  const nodes = network.nodes.map((node) => pause.then(() => ensureNode(paths, network, node)));
  const control = nodes[0]?.then(() => startControlPlane(paths, controlPlaneOf(network)));
  await Promise.all([images, control, ...nodes]);
  await Promise.all(network.nodes.map((node) => startAgents(paths, node)));
}

async function startController(paths: Paths): Promise<void> {
  if (livingPid(paths, controller)) return;
  await startDaemon(paths, {
    name: controller,
    command: process.execPath,
    args: [join(import.meta.dirname, "controller", "main.ts")],
    env: { XDG_STATE_HOME: dirname(dirname(paths.state)), NODE_OPTIONS: undefined },
    // It waits for the cluster as long as it takes.
    ready: async () => true,
  });
}

/** Waits until the nodes take pods. */
async function settle(paths: Paths, { nodes }: ClusterNetwork, start: number): Promise<void> {
  const names = nodes.map(({ name }) => name);
  await untilReady(paths, names, start);
  await kubectl(paths, ["label", "--overwrite", "node", names[0] ?? "", "node-role.kubernetes.io/control-plane="]);
}

/** Ends every process of the cluster, and leaves no mount, interface, rule or cgroup of it. */
export async function stopCluster(paths: Paths): Promise<void> {
  const network = rememberedNetwork(paths);
  if (!network) return;
  await stopDaemon(paths, controller);
  await stopControlPlane(paths);
  await Promise.all(network.nodes.map((node) => stopNode(paths, node)));
  await removeClusterNetwork(paths);
  removeCgroups(paths);
  removeCniCache();
}
