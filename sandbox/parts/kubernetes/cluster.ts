import { dirname } from "node:path";
import { run } from "../../../cli/core/processes.ts";
import { endStrays, livingPid, startDaemon, stopDaemon } from "../../daemon.ts";
import { answersHttp } from "../../http.ts";
import type { Paths } from "../../paths.ts";
import { findProgram } from "../../programs.ts";
import type { Site } from "../../site.ts";
import type { Engine } from "../engine.ts";
import { cgroupOf, dropCgroups, makeCgroup } from "./cgroups.ts";
import { isControlPlaneRunning, kubectl, startControlPlane, stopControlPlane } from "./control-plane.ts";
import { pauseArchive, preparePauseImage, pushBaseImages } from "./images.ts";
import { type ClusterNetwork, controlPlaneOf, kubeconfigOf, type Node, nodeFolder } from "./layout.ts";
import { manifests } from "./manifests.ts";
import { chooseClusterNetwork, dropClusterNetwork, raiseClusterNetwork, rememberedNetwork } from "./network.ts";
import { dropCniCache, inside, killNode, nodePid, raiseNode } from "./node.ts";
import { containerdSocket, writeNodeFiles } from "./node-files.ts";
import { makeCredentials } from "./pki.ts";
import { kubernetesProgram } from "./programs.ts";

/** What the cluster needs of Debian, beside the engine's containerd and iptables. */
export const clusterPrograms = ["containerd", "iptables", "ip", "etcd", "ptp", "openssl"];

const agents = ["containerd", "kubelet", "kube-proxy"];
const agentOf = (node: Node, agent: string) => `${node.name}-${agent}`;

/** Whether a node has all that it needs to be one; a node with less is started anew. */
export const isNodeUp = (paths: Paths, node: Node): boolean =>
  nodePid(paths, node) !== undefined && agents.every((agent) => livingPid(paths, agentOf(node, agent)));

export function isClusterUp(paths: Paths): boolean {
  const network = rememberedNetwork(paths);
  return network !== undefined && isControlPlaneRunning(paths) && network.nodes.every((node) => isNodeUp(paths, node));
}

/** Brings the cluster up; what runs already is left alone. */
export async function raiseCluster({ paths, report }: Site, engine: Engine): Promise<void> {
  if (isClusterUp(paths)) return;
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
  await settle(paths, network);
}

/** Brings a single node back. */
export async function startNode(paths: Paths, network: ClusterNetwork, node: Node): Promise<void> {
  await ensureNode(paths, network, node);
  await startAgents(paths, node);
}

/** Makes a node's namespaces, and starts its containerd with the image that every pod needs. */
async function ensureNode(paths: Paths, network: ClusterNetwork, node: Node): Promise<void> {
  if (isNodeUp(paths, node)) return;
  await stopNode(paths, node);
  const cgroup = cgroupOf(paths, node.name);
  makeCgroup(cgroup);
  writeNodeFiles(paths, network, node, { cgroup, plugins: dirname(findProgram("ptp") ?? "/") });
  const pid = await raiseNode(paths, network, node);
  await startContainerd(paths, node, pid);
}

async function startContainerd(paths: Paths, node: Node, pid: number): Promise<void> {
  const ctr = [...inside(pid), "ctr", "--address", containerdSocket];
  const config = nodeFolder(paths, node, "containerd.toml");
  await startDaemon(paths, {
    name: agentOf(node, "containerd"),
    command: "nsenter",
    args: [...inside(pid), findProgram("containerd") ?? "containerd", "--config", config, "--log-level", "warn"],
    ready: () => succeeds(run("nsenter", [...ctr, "version"])),
  });
  await run("nsenter", [...ctr, "--namespace", "k8s.io", "images", "import", pauseArchive(paths)]);
}

const succeeds = (task: Promise<unknown>) =>
  task.then(
    () => true,
    () => false,
  );

/** Starts the kubelet and kube-proxy of a node. */
async function startAgents(paths: Paths, node: Node): Promise<void> {
  const pid = nodePid(paths, node) ?? 0;
  const options: Record<string, string[]> = {
    kubelet: [
      `--config=${nodeFolder(paths, node, "kubelet.yaml")}`,
      `--kubeconfig=${kubeconfigOf(paths, node.name)}`,
      `--root-dir=${nodeFolder(paths, node, "kubelet")}`,
      `--cert-dir=${nodeFolder(paths, node, "kubelet", "pki")}`,
      `--hostname-override=${node.name}`,
      `--node-ip=${node.address}`,
    ],
    "kube-proxy": [`--config=${nodeFolder(paths, node, "kube-proxy.yaml")}`],
  };
  const ports: Record<string, number> = { kubelet: 10248, "kube-proxy": 10256 };
  const starts = (["kubelet", "kube-proxy"] as const).map(async (agent) => {
    if (livingPid(paths, agentOf(node, agent))) return;
    await startDaemon(paths, {
      name: agentOf(node, agent),
      command: "nsenter",
      args: [...inside(pid), kubernetesProgram(paths, agent), ...(options[agent] ?? [])],
      env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
      ready: () => answersHttp(`http://${node.address}:${ports[agent]}/healthz`),
    });
  });
  await Promise.all(starts);
}

/** Gives the cluster what it is expected to have, and waits until its nodes take pods. */
async function settle(paths: Paths, { nodes }: ClusterNetwork): Promise<void> {
  await kubectl(paths, ["apply", "--server-side", "--force-conflicts", "-f", "-"], JSON.stringify(manifests));
  const names = nodes.map(({ name }) => `node/${name}`);
  await kubectl(paths, ["wait", "--for=condition=Ready", "--timeout=60s", ...names]);
  await kubectl(paths, ["label", "--overwrite", names[0] ?? "", "node-role.kubernetes.io/control-plane="]);
}

/** Ends a node as a power cut would, and whatever it leaves. */
export async function stopNode(paths: Paths, node: Node): Promise<void> {
  await killNode(paths, node);
  for (const agent of agents) await stopDaemon(paths, agentOf(node, agent));
  await endStrays(paths, node.name);
}

/** Ends every process of the cluster, and leaves no mount, interface, rule or cgroup of it. */
export async function lowerCluster(paths: Paths): Promise<void> {
  const network = rememberedNetwork(paths);
  if (!network) return;
  await stopControlPlane(paths);
  await Promise.all(network.nodes.map((node) => stopNode(paths, node)));
  await dropClusterNetwork(paths);
  dropCgroups(paths);
  dropCniCache();
}
