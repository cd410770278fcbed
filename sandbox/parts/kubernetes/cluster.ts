import { dirname, join } from "node:path";
import { livingPid, startDaemon, stopDaemon } from "../../daemon.ts";
import type { Paths } from "../../paths.ts";
import type { Site } from "../../site.ts";
import type { Engine } from "../engine.ts";
import { ensureNode, isNodeUp, startAgents, stopNode } from "./agents.ts";
import { dropCgroups } from "./cgroups.ts";
import { isControlPlaneRunning, kubectl, startControlPlane, stopControlPlane } from "./control-plane.ts";
import { preparePauseImage, pushBaseImages } from "./images.ts";
import { type ClusterNetwork, controlPlaneOf } from "./layout.ts";
import { manifests } from "./manifests.ts";
import { chooseClusterNetwork, dropClusterNetwork, raiseClusterNetwork, rememberedNetwork } from "./network.ts";
import { dropCniCache, nodePid } from "./node.ts";
import { makeCredentials } from "./pki.ts";
import { untilReady } from "./readiness.ts";

const controller = "cluster-controller";

/** What the cluster needs of Debian, beside the engine's containerd and iptables. */
export const clusterPrograms = ["containerd", "iptables", "ip", "etcd", "ptp", "openssl"];

function isClusterUp(paths: Paths): boolean {
  const network = rememberedNetwork(paths);
  return (
    network !== undefined &&
    isControlPlaneRunning(paths) &&
    livingPid(paths, controller) !== undefined &&
    network.nodes.every((node) => isNodeUp(paths, node))
  );
}

/** Brings the cluster up; what runs already is left alone. */
export async function raiseCluster({ paths, report }: Site, engine: Engine): Promise<void> {
  if (isClusterUp(paths)) return;
  const start = Date.now();
  report("cluster: starting");
  const network = await chooseClusterNetwork(paths);
  await makeCredentials(paths, network);
  await raiseClusterNetwork(paths, network);
  const first = controlPlaneOf(network);
  // It lives in the network of its node: of the one that was.
  if (nodePid(paths, first) === undefined) await stopControlPlane(paths);
  const pause = preparePauseImage(paths, engine);
  const images = pause.then(() => pushBaseImages(paths, engine));
  const nodes = network.nodes.map((node) => pause.then(() => ensureNode(paths, network, node)));
  const control = nodes[0]?.then(() => startControlPlane(paths, first));
  await Promise.all([images, control, ...nodes]);
  await Promise.all(network.nodes.map((node) => startAgents(paths, node)));
  await Promise.all([settle(paths, network, start), startController(paths)]);
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

/** Gives the cluster what it is expected to have, and waits until its nodes take pods. */
async function settle(paths: Paths, { nodes }: ClusterNetwork, start: number): Promise<void> {
  const applied = kubectl(paths, ["apply", "--server-side", "--force-conflicts", "-f", "-"], JSON.stringify(manifests));
  const names = nodes.map(({ name }) => name);
  await Promise.all([applied, untilReady(paths, names, start)]);
  await kubectl(paths, ["label", "--overwrite", "node", names[0] ?? "", "node-role.kubernetes.io/control-plane="]);
}

/** Ends every process of the cluster, and leaves no mount, interface, rule or cgroup of it. */
export async function lowerCluster(paths: Paths): Promise<void> {
  const network = rememberedNetwork(paths);
  if (!network) return;
  await stopDaemon(paths, controller);
  await stopControlPlane(paths);
  await Promise.all(network.nodes.map((node) => stopNode(paths, node)));
  await dropClusterNetwork(paths);
  dropCgroups(paths);
  dropCniCache();
}
