import { writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "../lib/processes.ts";
import type { DemoRun } from "./steps.ts";

/** A demo in a cluster. */
export interface ClusterDemo extends DemoRun {
  /** Of the user's kubeconfig; undefined in the sandbox's cluster, which its kubeconfig names. */
  context: string | undefined;
  namespaces: Record<"staging" | "prod", string>;
}

export interface Pod {
  name: string;
  node: string;
}

interface PodList {
  items: { metadata: { name: string; deletionTimestamp?: string }; spec: { nodeName?: string } }[];
}

interface Service {
  spec: { ports: { nodePort?: number }[] };
  status: { loadBalancer: { ingress?: { ip?: string; hostname?: string }[] } };
}

interface NodeList {
  items: { status: { addresses: { type: string; address: string }[] } }[];
}

export const defaultName = "chat-demo";

/** A cluster has one `chatdito`, which is the default project's. */
export const namespacesOf = (name: string): ClusterDemo["namespaces"] => ({
  staging: `${name}-staging`,
  prod: name === defaultName ? "chatdito" : `${name}-prod`,
});

const chosen = ({ context }: ClusterDemo) => (context ? ["--context", context] : []);

/** A command of chatops that looks into the cluster. */
export const chatops = (demo: ClusterDemo, ...args: string[]): string[] => ["chatops", ...args, ...chosen(demo)];

/** A command for the namespace of prod. */
export const kubectl = (demo: ClusterDemo, ...args: string[]): string[] => [
  ...["kubectl", ...args, "--namespace", demo.namespaces.prod],
  ...chosen(demo),
];

/** A kubeconfig whose current context is where the demo runs. */
export async function kubeconfigOf({ terminal, workspace, context }: ClusterDemo): Promise<string> {
  if (!context) return terminal.env.KUBECONFIG ?? process.env.KUBECONFIG ?? join(homedir(), ".kube", "config");
  const file = join(workspace.folder, "kubeconfig");
  const { stdout } = await run("kubectl", ["config", "view", "--minify", "--flatten", "--raw", "--context", context], {
    env: terminal.env,
  });
  writeFileSync(file, stdout, { mode: 0o600 });
  return file;
}

export const serversOf = (name: string): string =>
  `app.kubernetes.io/instance=${name},app.kubernetes.io/component=server`;

/** The chat's pods in prod, without those that are about to end. */
export async function listServers(demo: ClusterDemo): Promise<Pod[]> {
  const { items } = await ask<PodList>(demo, "get", "pods", "--selector", serversOf(demo.workspace.name));
  return items
    .filter(({ metadata }) => !metadata.deletionTimestamp)
    .map(({ metadata, spec }) => ({ name: metadata.name, node: spec.nodeName ?? "" }));
}

/** The address of prod: its load balancer's or, where the cluster gives it none in a minute, a port of a node. */
export async function addressOf(demo: ClusterDemo): Promise<string> {
  for (const deadline = Date.now() + 60_000; ; await sleep(500)) {
    const service = await ask<Service>(demo, "get", "service", demo.workspace.name);
    const address = loadBalancerOf(service);
    if (address) return address;
    if (Date.now() > deadline) return nodePortOf(service, await ask<NodeList>(demo, "get", "nodes"));
  }
}

export function loadBalancerOf({ status }: Pick<Service, "status">): string | undefined {
  const [ingress] = status.loadBalancer.ingress ?? [];
  return ingress && `http://${ingress.ip ?? ingress.hostname}`;
}

export function nodePortOf({ spec }: Pick<Service, "spec">, { items }: NodeList): string {
  const addresses = items.flatMap(({ status }) => status.addresses);
  const address = addresses.find(({ type }) => type === "InternalIP")?.address;
  return `http://${address}:${spec.ports[0]?.nodePort}`;
}

async function ask<T>(demo: ClusterDemo, ...args: string[]): Promise<T> {
  const [program = "", ...more] = kubectl(demo, ...args, "--output", "json");
  return JSON.parse((await run(program, more, { env: demo.terminal.env })).stdout);
}
