import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { run } from "../../../cli/core/processes.ts";
import { livingPid, startDaemon, stopDaemon } from "../../daemon.ts";
import type { Paths } from "../../paths.ts";
import { findProgram } from "../../programs.ts";
import { clusterFolder, kubeconfigOf, type Node, nodeFolder, serviceRange } from "./layout.ts";
import { inNetwork, nodePid } from "./node.ts";
import { pkiFile } from "./pki.ts";
import { kubectlProgram, kubernetesProgram } from "./programs.ts";

interface Component {
  command: string;
  args: Record<string, string>;
  ready: () => Promise<boolean>;
}

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

/** Starts what is not running of the control plane. */
export async function startControlPlane(paths: Paths, node: Node): Promise<void> {
  const [store, api, ...others] = names.map((name) => () => startComponent(paths, node, name));
  await store?.();
  await api?.();
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
  await startDaemon(paths, { name, command: "nsenter", args: [...enter, command, ...flags], ready });
}

function etcd(paths: Paths): Component {
  const folder = clusterFolder(paths, "etcd");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const url = "http://127.0.0.1:2379";
  return {
    command: findProgram("etcd") ?? "etcd",
    args: {
      "--data-dir": folder,
      "--listen-client-urls": url,
      "--advertise-client-urls": url,
      "--listen-peer-urls": "http://127.0.0.1:2380",
      "--log-level": "warn",
      "--logger": "zap",
    },
    // The API server waits for it.
    ready: async () => true,
  };
}

function apiserver(paths: Paths, { address }: Node): Component {
  return {
    command: kubernetesProgram(paths, "kube-apiserver"),
    args: {
      "--advertise-address": address,
      "--etcd-servers": "http://127.0.0.1:2379",
      "--client-ca-file": pkiFile(paths, "ca.crt"),
      "--tls-cert-file": pkiFile(paths, "apiserver.crt"),
      "--tls-private-key-file": pkiFile(paths, "apiserver.key"),
      "--kubelet-client-certificate": pkiFile(paths, "kubelet-client.crt"),
      "--kubelet-client-key": pkiFile(paths, "kubelet-client.key"),
      "--kubelet-preferred-address-types": "InternalIP",
      "--service-account-issuer": "https://kubernetes.default.svc.cluster.local",
      "--service-account-key-file": pkiFile(paths, "service-accounts.pub"),
      "--service-account-signing-key-file": pkiFile(paths, "service-accounts.key"),
      "--service-cluster-ip-range": serviceRange,
      "--authorization-mode": "Node,RBAC",
      "--enable-admission-plugins": "NodeRestriction",
      "--allow-privileged": "true",
      // Pods leave a lost node within half a minute instead of five.
      "--default-not-ready-toleration-seconds": "5",
      "--default-unreachable-toleration-seconds": "5",
    },
    ready: () => answersHttps(`https://${address}:6443/readyz`, 200),
  };
}

function controllerManager(paths: Paths, { address }: Node): Component {
  return {
    command: kubernetesProgram(paths, "kube-controller-manager"),
    args: {
      "--kubeconfig": kubeconfigOf(paths, "kube-controller-manager"),
      "--bind-address": address,
      "--leader-elect": "false",
      "--use-service-account-credentials": "true",
      "--service-account-private-key-file": pkiFile(paths, "service-accounts.key"),
      "--root-ca-file": pkiFile(paths, "ca.crt"),
      "--cluster-signing-cert-file": pkiFile(paths, "ca.crt"),
      "--cluster-signing-key-file": pkiFile(paths, "ca.key"),
      "--flex-volume-plugin-dir": clusterFolder(paths, "volume-plugins"),
      "--node-monitor-period": "2s",
      // Five times as long as a kubelet takes to report, so that a busy machine loses none.
      "--node-monitor-grace-period": "20s",
    },
    ready: () => answersHttps(`https://${address}:10257/healthz`),
  };
}

function scheduler(paths: Paths, { address }: Node): Component {
  return {
    command: kubernetesProgram(paths, "kube-scheduler"),
    args: {
      "--kubeconfig": kubeconfigOf(paths, "kube-scheduler"),
      "--bind-address": address,
      "--leader-elect": "false",
    },
    ready: () => answersHttps(`https://${address}:10259/healthz`),
  };
}

function coredns(paths: Paths, node: Node): Component {
  const corefile = nodeFolder(paths, node, "Corefile");
  writeFileSync(corefile, `${corefileFor(kubeconfigOf(paths, "coredns"), nameservers())}\n`);
  return {
    command: kubernetesProgram(paths, "coredns"),
    args: { "-conf": corefile },
    ready: async () => true,
  };
}

const corefileFor = (kubeconfig: string, upstream: string[]) =>
  [
    ".:53 {",
    "  errors",
    "  kubernetes cluster.local in-addr.arpa ip6.arpa {",
    `    kubeconfig ${kubeconfig}`,
    "    fallthrough in-addr.arpa ip6.arpa",
    "  }",
    ...(upstream.length > 0 ? [`  forward . ${upstream.join(" ")}`] : []),
    "  cache 30",
    "}",
  ].join("\n");

/** The machine's nameservers that can be reached from elsewhere: one on its loopback names those in a file of its own. */
function nameservers(): string[] {
  const files = ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"];
  const found = files.map((file) =>
    [...read(file).matchAll(/^nameserver\s+(\S+)/gm)].map(([, address = ""]) => address),
  );
  return (
    found.map((list) => list.filter((address) => !/^(127\.|::1$)/.test(address))).find((list) => list.length > 0) ?? []
  );
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Whether something answers there, with this status if one is given. Its certificate is not asked for: it tells no secret. */
export function answersHttps(url: string, status?: number): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request(url, { rejectUnauthorized: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(status === undefined || response.statusCode === status);
    });
    call.on("error", () => resolve(false)).on("timeout", () => call.destroy());
    call.end();
  });
}

/** Runs kubectl as who may do everything. */
export const kubectl = (paths: Paths, args: string[], input?: string) =>
  run(kubectlProgram(paths), ["--kubeconfig", kubeconfigOf(paths, "admin"), ...args], {
    ...(input !== undefined && { input }),
  });
