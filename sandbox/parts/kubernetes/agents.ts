import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "../../../lib/processes.ts";
import { endStrays, livingPid, startDaemon, stopDaemon } from "../../daemon.ts";
import { answersHttp } from "../../http.ts";
import type { Paths } from "../../paths.ts";
import { findProgram } from "../../programs.ts";
import { cgroupOf, makeCgroup, removeCgroup } from "./cgroups.ts";
import { pauseArchive } from "./images.ts";
import { type ClusterNetwork, kubeconfigOf, type Node, nodeFolder } from "./layout.ts";
import { withoutProxy } from "./network.ts";
import { createNode, inside, killNode, kubeletFolder, nodePid } from "./node.ts";
import { containerdSocket, writeNodeFiles } from "./node-files.ts";
import { kubernetesProgram } from "./programs.ts";
import { untilReady } from "./readiness.ts";

const agents = ["containerd", "kubelet", "kube-proxy"];
const agentOf = (node: Node, agent: string) => `${node.name}-${agent}`;

/** Whether a node has all that it needs to be one, and is plugged in; a node with less is started anew. */
export const isNodeUp = (paths: Paths, bridge: string, node: Node): boolean =>
  nodePid(paths, node) !== undefined &&
  agents.every((agent) => livingPid(paths, agentOf(node, agent))) &&
  existsSync(`/sys/class/net/${bridge}/brif/${node.cable}`);

// All of them call iptables.
const environment = (paths: Paths) => ({ ...withoutProxy(paths), PATH: `${process.env.PATH}:/usr/sbin:/sbin` });

/** Brings a single node back. */
export async function startNode(paths: Paths, network: ClusterNetwork, node: Node): Promise<void> {
  if (isNodeUp(paths, network.bridge, node)) return;
  const start = Date.now();
  await ensureNode(paths, network, node);
  await startAgents(paths, node);
  await untilReady(paths, [node.name], start);
}

/** Makes a node's namespaces, and starts its containerd with the image that every pod needs. */
export async function ensureNode(paths: Paths, network: ClusterNetwork, node: Node): Promise<void> {
  if (isNodeUp(paths, network.bridge, node)) return;
  await stopNode(paths, node);
  const cgroup = cgroupOf(paths, node.name);
  // As after a reboot: over each pod of the node before, a kubelet would ask its containerd in vain for three seconds.
  removeCgroup(cgroup);
  makeCgroup(cgroup);
  writeNodeFiles(paths, network, node, { cgroup, plugins: dirname(findProgram("ptp") ?? "/") });
  const pid = await createNode(paths, network, node);
  await startContainerd(paths, node, pid);
}

async function startContainerd(paths: Paths, node: Node, pid: number): Promise<void> {
  const ctr = [...inside(pid), "ctr", "--address", containerdSocket];
  const config = nodeFolder(paths, node, "containerd.toml");
  await startDaemon(paths, {
    name: agentOf(node, "containerd"),
    command: "nsenter",
    args: [...inside(pid), findProgram("containerd") ?? "containerd", "--config", config, "--log-level", "warn"],
    env: environment(paths),
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
export async function startAgents(paths: Paths, node: Node): Promise<void> {
  const pid = nodePid(paths, node) ?? 0;
  const options: Record<string, string[]> = {
    kubelet: [
      `--config=${nodeFolder(paths, node, "kubelet.yaml")}`,
      `--kubeconfig=${kubeconfigOf(paths, node.name)}`,
      `--root-dir=${kubeletFolder}`,
      `--cert-dir=${kubeletFolder}/pki`,
      `--hostname-override=${node.name}`,
      `--node-ip=${node.address}`,
    ],
    "kube-proxy": [`--config=${nodeFolder(paths, node, "kube-proxy.yaml")}`],
  };
  const ports: Record<string, number> = { kubelet: 10248, "kube-proxy": 10256 };
  const starts = (["kubelet", "kube-proxy"] as const).map(async (agent) => {
    if (livingPid(paths, agentOf(node, agent))) return;
    await persistently(() =>
      startDaemon(paths, {
        name: agentOf(node, agent),
        command: "nsenter",
        args: [...inside(pid), kubernetesProgram(paths, agent), ...(options[agent] ?? [])],
        env: environment(paths),
        ready: () => answersHttp(`http://${node.address}:${ports[agent]}/healthz`),
      }),
    );
  });
  await Promise.all(starts);
}

/** Tries three times, as an init system would: after a power cut a kubelet may end over what the one before it left. */
async function persistently(start: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === 3) throw error;
      await sleep(1_000);
    }
  }
}

/** Ends a node as a power cut would, and whatever it leaves. */
export async function stopNode(paths: Paths, node: Node): Promise<void> {
  await killNode(paths, node);
  for (const agent of agents) await stopDaemon(paths, agentOf(node, agent));
  await endStrays(paths, node.name);
}
