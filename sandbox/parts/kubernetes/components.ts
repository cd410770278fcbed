import { mkdirSync } from "node:fs";
import { answersHttps } from "../../http.ts";
import type { Paths } from "../../paths.ts";
import { findProgram } from "../../programs.ts";
import { clusterFolder, kubeconfigOf, type Node, serverOf, serviceRange } from "./layout.ts";
import { pkiFile } from "./pki.ts";
import { kubernetesProgram } from "./programs.ts";

export interface Component {
  command: string;
  args: Record<string, string>;
  ready: () => Promise<boolean>;
}

export function etcd(paths: Paths): Component {
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

export function apiserver(paths: Paths, node: Node): Component {
  return {
    command: kubernetesProgram(paths, "kube-apiserver"),
    args: {
      "--advertise-address": node.address,
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
    ready: () => answersHttps(`${serverOf(node)}/readyz`, 200),
  };
}

export function controllerManager(paths: Paths, { address }: Node): Component {
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

export function scheduler(paths: Paths, { address }: Node): Component {
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
