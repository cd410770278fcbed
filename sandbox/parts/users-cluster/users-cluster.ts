import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { messageOf, preconditionError } from "../../../lib/errors.ts";
import type { SandboxContext } from "../../context.ts";
import { endStrays, livingPid, startDaemon, stopDaemon } from "../../daemon.ts";
import { readJson, writeJson } from "../../files.ts";
import type { Paths } from "../../paths.ts";
import { freePort, rememberedPort } from "../../ports.ts";
import type { SetupStep } from "../../setup-step.ts";
import { contextName } from "../kubernetes/layout.ts";
import type { Access, Part, PartState, Wanted } from "../part.ts";
import { kubectl, verifyAnswers } from "./access.ts";
import { daemonSet, manifests } from "./tunnel/manifests.ts";

/** What is known of the cluster that was used last. */
interface Remembered extends Access {
  /** Of the registry, as the nodes know it. */
  port: number;
  /** Where the pods take the sandbox's connections, on each node's loopback. */
  control: number;
}

const daemon = "registry-tunnel";
const patience = "180s";
const fileOf = (paths: Paths) => join(paths.state, "users-cluster.json");
const remembered = (paths: Paths) => readJson<Remembered>(fileOf(paths));

/** Several sandboxes, on several machines, may use the same cluster. */
function namespaceOf({ id }: Paths): string {
  const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 6);
  return `chatops-sandbox-${id}-${machine}`;
}

/** What has to be done before a user's cluster can be used, for who is asked. */
function usersClusterSteps(paths: Paths, access: Access): SetupStep[] {
  const title = `run a pod on each node of ${access.context}, in the node's network, which leads it to the registry here`;
  return isSame(remembered(paths), access) ? [] : [{ title, seconds: 20 }];
}

const isSame = (before: Access | undefined, { context, kubeconfig }: Access): boolean =>
  before?.context === context && before.kubeconfig === kubeconfig;

/** Makes the sandbox's registry answer on every node of a user's cluster under the name that it has here. */
async function connectCluster(context: SandboxContext, access: Access): Promise<void> {
  const { paths, report } = context;
  const port = rememberedPort(paths, "registry") ?? 0;
  const before = remembered(paths);
  if (before && !isSame(before, access)) await disconnectCluster(context);
  const control = before?.control ?? (await freePort([port]));
  const wanted: Remembered = { ...access, port, control };
  if (before?.port !== port) await stopDaemon(paths, daemon);
  writeJson(fileOf(paths), wanted);
  const namespace = namespaceOf(paths);
  // Also where all of it was there before: the cluster may be another one of the same name.
  await kubectl(access, ["apply", "--filename", "-"], { input: JSON.stringify(manifests(namespace, wanted)) });
  if (!livingPid(paths, daemon)) {
    report(`cluster ${access.context}: leading its nodes to the registry`);
    await startTunnel(paths, namespace, wanted);
  }
  await untilLed(access, namespace);
}

async function startTunnel(paths: Paths, namespace: string, wanted: Remembered): Promise<void> {
  const { context, kubeconfig, port, control } = wanted;
  await endStrays(paths, daemon);
  await startDaemon(paths, {
    name: daemon,
    command: process.execPath,
    args: [join(import.meta.dirname, "tunnel", "main.ts"), namespace, context, String(port), String(control)],
    env: { KUBECONFIG: kubeconfig || undefined, NODE_OPTIONS: undefined },
    // The pods tell, once the registry answers through it.
    ready: async () => true,
  });
}

/** Waits until the registry answers on each node. Throws, with what the pods say, where it does not. */
async function untilLed(access: Access, namespace: string): Promise<void> {
  const inNamespace = ["--namespace", namespace];
  try {
    await kubectl(access, ["rollout", "status", `daemonset/${daemonSet}`, ...inNamespace, "--timeout", patience]);
  } catch (error) {
    const reason =
      "{range .items[*]}{.spec.nodeName}: {.status.containerStatuses[*].state.waiting.message}{'\\n'}{end}";
    const pods = ["get", "pods", ...inNamespace, "--output", `jsonpath=${reason}`];
    const logs = ["logs", `daemonset/${daemonSet}`, ...inNamespace, "--tail", "3"];
    const said = await Promise.allSettled([kubectl(access, pods), kubectl(access, logs)]);
    throw preconditionError(`The nodes of ${access.context} do not reach the registry of this machine`, {
      details: said.flatMap((result) => (result.status === "fulfilled" ? result.value.stdout.trim().split("\n") : [])),
      hint: `They need the image node:24-slim, and pods in the network of their node. --context ${contextName} makes a cluster here.`,
      cause: error,
    });
  }
}

/** Ends the tunnel and takes its pods away, and forgets the cluster: it may be gone for good. */
async function disconnectCluster({ paths, report }: SandboxContext): Promise<void> {
  const access = remembered(paths);
  if (!access) return;
  await stopDaemon(paths, daemon);
  await endStrays(paths, daemon);
  const namespace = namespaceOf(paths);
  const gone = ["delete", "namespace", namespace, "--ignore-not-found", "--timeout", "60s", "--request-timeout", "30s"];
  await kubectl(access, gone).catch((error) => {
    report(`cluster ${access.context}: the namespace ${namespace} may still be there: ${messageOf(error)}`);
  });
  rmSync(fileOf(paths), { force: true });
}

async function usersClusterState(paths: Paths): Promise<PartState[]> {
  const access = remembered(paths);
  if (!access) return [];
  const asked = await kubectl(access, ["version", "--output", "json", "--request-timeout", "3s"]).catch(
    () => undefined,
  );
  const version = asked && (JSON.parse(asked.stdout) as { serverVersion?: { gitVersion: string } }).serverVersion;
  return [
    {
      name: "kubernetes",
      version: version?.gitVersion.replace(/^v/, "") ?? "",
      origin: "found running",
      address: `context ${access.context}`,
      running: version !== undefined && livingPid(paths, daemon) !== undefined,
    },
  ];
}

const accessIn = ({ cluster }: Wanted): Access | undefined => (cluster === "own" ? undefined : cluster);

export const usersClusterPart: Part = {
  name: "users-cluster",
  isWanted: (wanted) => accessIn(wanted) !== undefined,
  async setup(wanted) {
    const access = accessIn(wanted);
    if (!access) return [];
    await verifyAnswers(access);
    return usersClusterSteps(wanted.paths, access);
  },
  after: ["registry"],
  async start(wanted) {
    const access = accessIn(wanted);
    if (access) await connectCluster(wanted, access);
  },
  stop: disconnectCluster,
  state: usersClusterState,
};
