import { run } from "../../../lib/processes.ts";
import { livingPid, startDaemon, stopDaemon } from "../../daemon.ts";
import type { Paths } from "../../paths.ts";
import { apiserver, controllerManager, etcd, scheduler } from "./components.ts";
import { coredns } from "./coredns.ts";
import { kubeconfigOf, type Node } from "./layout.ts";
import { manifests } from "./manifests.ts";
import { withoutProxy } from "./network.ts";
import { inNetwork, nodePid } from "./node.ts";
import { kubectlProgram } from "./programs.ts";

/** What runs beside the kubelet on the first node, in the order in which each needs the one before. */
const components = {
  etcd,
  "kube-apiserver": apiserver,
  "kube-controller-manager": controllerManager,
  "kube-scheduler": scheduler,
  coredns,
};
type ComponentName = keyof typeof components;
const names = Object.keys(components) as ComponentName[];

/** Starts what is not running of the control plane, and gives the cluster what it is expected to have. */
export async function startControlPlane(paths: Paths, node: Node): Promise<void> {
  const [store, api, ...others] = names.map((name) => () => startComponent(paths, node, name));
  await store?.();
  await api?.();
  // A DNS server without its rights asks again after half a minute only.
  await kubectl(paths, ["apply", "--server-side", "--force-conflicts", "-f", "-"], JSON.stringify(manifests));
  await Promise.all(others.map((start) => start()));
}

export const isControlPlaneRunning = (paths: Paths): boolean => names.every((name) => livingPid(paths, name));

export async function stopControlPlane(paths: Paths): Promise<void> {
  for (const name of names.toReversed()) await stopComponent(paths, name);
}

/** Only etcd has something to put in order; the API server would wait for its last client, for a minute. */
export const stopComponent = (paths: Paths, name: ComponentName): Promise<void> =>
  stopDaemon(paths, name, name === "etcd" ? "SIGTERM" : "SIGKILL");

/** Starts a component in the network of the node, unless it runs. */
export async function startComponent(paths: Paths, node: Node, name: ComponentName): Promise<void> {
  if (livingPid(paths, name)) return;
  const { command, args, ready } = components[name](paths, node);
  const flags = Object.entries(args).map(([flag, value]) => `${flag}=${value}`);
  const enter = inNetwork(nodePid(paths, node) ?? 0);
  await startDaemon(paths, {
    name,
    command: "nsenter",
    args: [...enter, command, ...flags],
    env: withoutProxy(paths),
    ready,
  });
}

/** Runs kubectl as who may do everything. */
export const kubectl = (paths: Paths, args: string[], input?: string) =>
  run(kubectlProgram(paths), ["--kubeconfig", kubeconfigOf(paths, "admin"), ...args], {
    env: withoutProxy(paths),
    ...(input !== undefined && { input }),
  });
