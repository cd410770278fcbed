import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeJson } from "../../files.ts";
import type { Paths } from "../../paths.ts";
import { rememberedPort } from "../../ports.ts";
import { pauseImage } from "./images.ts";
import { type ClusterNetwork, clusterFolder, controlPlaneOf, type Node, nodeFolder, podRange } from "./layout.ts";

export const containerdSocket = "/run/containerd/containerd.sock";

/** Writes what the programs of a node read. JSON is YAML. */
export function writeNodeFiles(
  paths: Paths,
  network: ClusterNetwork,
  node: Node,
  { cgroup, plugins }: { cgroup: string; plugins: string },
): void {
  const folder = nodeFolder(paths, node);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "containerd.toml"), `${containerdConfig(folder, plugins).join("\n")}\n`);
  writeJson(join(folder, "cni", "10-pods.conflist"), podNetwork(node));
  writeJson(join(folder, "kubelet.yaml"), kubeletConfig(paths, network, node, cgroup));
  writeJson(join(folder, "kube-proxy.yaml"), proxyConfig(paths, node));
}

/** The sandbox's registry under the engine's name for it, and before Docker Hub: the base images are there. */
export function writeMirrors(paths: Paths, { gateway }: ClusterNetwork, node: Node): void {
  const port = rememberedPort(paths, "registry");
  const mirror = `http://${gateway}:${port}`;
  for (const name of [`localhost:${port}`, "docker.io"]) {
    const folder = nodeFolder(paths, node, "registries", name);
    mkdirSync(folder, { recursive: true });
    // Nothing else answers to localhost; behind the other name containerd knows the server itself.
    const server = name === "docker.io" ? [] : [`server = "${mirror}"`];
    const lines = [...server, `[host."${mirror}"]`, '  capabilities = ["pull", "resolve"]'];
    writeFileSync(join(folder, "hosts.toml"), `${lines.join("\n")}\n`);
  }
}

const containerdConfig = (folder: string, plugins: string) => [
  "version = 2",
  `root = ${JSON.stringify(join(folder, "containerd"))}`,
  'state = "/run/containerd"',
  "[grpc]",
  `address = "${containerdSocket}"`,
  '[plugins."io.containerd.internal.v1.opt"]',
  `path = ${JSON.stringify(join(folder, "opt"))}`,
  '[plugins."io.containerd.grpc.v1.cri"]',
  `sandbox_image = "${pauseImage}"`,
  // To lower a score takes a capability that root in a container or a small virtual machine may not have.
  "restrict_oom_score_adj = true",
  // As from containerd 2 on: port 80 needs no root.
  "enable_unprivileged_ports = true",
  "enable_unprivileged_icmp = true",
  '[plugins."io.containerd.grpc.v1.cri".cni]',
  `bin_dir = ${JSON.stringify(plugins)}`,
  `conf_dir = ${JSON.stringify(join(folder, "cni"))}`,
  '[plugins."io.containerd.grpc.v1.cri".registry]',
  `config_path = ${JSON.stringify(join(folder, "registries"))}`,
];

// Cables instead of a bridge: what goes from pod to pod on a bridge passes by the rules of Services.
const podNetwork = ({ podRange: subnet }: Node) => ({
  cniVersion: "0.4.0",
  name: "pods",
  plugins: [
    {
      type: "ptp",
      ipam: { type: "host-local", dataDir: "/run/cni", routes: [{ dst: "0.0.0.0/0" }], ranges: [[{ subnet }]] },
    },
    { type: "portmap", capabilities: { portMappings: true } },
  ],
});

const kubeletConfig = (paths: Paths, network: ClusterNetwork, node: Node, cgroupRoot: string) => ({
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: true },
    x509: { clientCAFile: clusterFolder(paths, "pki", "ca.crt") },
  },
  authorization: { mode: "Webhook" },
  containerRuntimeEndpoint: `unix://${containerdSocket}`,
  cgroupDriver: "cgroupfs",
  cgroupRoot,
  clusterDomain: "cluster.local",
  clusterDNS: [controlPlaneOf(network).address],
  healthzBindAddress: node.address,
  volumePluginDir: nodeFolder(paths, node, "volume-plugins"),
  failSwapOn: false,
  oomScoreAdj: 0,
  serializeImagePulls: false,
  // Seen as lost within half a minute, which the control plane's own times must allow too.
  nodeStatusUpdateFrequency: "4s",
  nodeLeaseDurationSeconds: 16,
  // The disk is the machine's: what fills it is not the cluster's to evict.
  evictionHard: {
    "memory.available": "100Mi",
    "nodefs.available": "0%",
    "nodefs.inodesFree": "0%",
    "imagefs.available": "0%",
  },
  imageGCHighThresholdPercent: 100,
  ...(node.name === controlPlaneOf(network).name && {
    registerWithTaints: [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }],
  }),
});

const proxyConfig = (paths: Paths, node: Node) => ({
  apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
  kind: "KubeProxyConfiguration",
  clientConnection: { kubeconfig: clusterFolder(paths, "kubeconfigs", "kube-proxy.yaml") },
  mode: "iptables",
  clusterCIDR: podRange,
  hostnameOverride: node.name,
  healthzBindAddress: `${node.address}:10256`,
  oomScoreAdj: 0,
  // These limits are the machine's.
  conntrack: { maxPerCore: 0, min: 0 },
  iptables: { minSyncPeriod: "0s" },
});
