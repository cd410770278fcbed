import { rmSync } from "node:fs";
import { join } from "node:path";
import { endStrays, livingPid, startDaemon, stopDaemon } from "../../daemon.ts";
import { readJson, writeJson } from "../../files.ts";
import type { Paths } from "../../paths.ts";
import { rememberedPort } from "../../ports.ts";
import type { Site } from "../../site.ts";
import type { PartState } from "../part.ts";
import { type Access, kubectl } from "./access.ts";
import { daemonSet, manifests } from "./tunnel/manifests.ts";

/** What is known of the cluster that was used last. */
interface Remembered extends Access {
  /** Of the registry, as the nodes know it. */
  port: number;
}

const daemon = "registry-tunnel";
const fileOf = (paths: Paths) => join(paths.state, "users-cluster.json");
/** Two sandboxes may use the same cluster. */
const namespaceOf = ({ id }: Paths) => `chatops-sandbox-${id}`;

const remembered = (paths: Paths) => readJson<Remembered>(fileOf(paths));

/** Makes the sandbox's registry answer on every node of a user's cluster under the name that it has here. */
export async function raiseUsersCluster({ paths, report }: Site, access: Access): Promise<void> {
  const port = rememberedPort(paths, "registry") ?? 0;
  const before = remembered(paths);
  const isSame = JSON.stringify(before) === JSON.stringify({ ...access, port });
  if (isSame && livingPid(paths, daemon)) return;
  if (before) await lowerUsersCluster({ paths, report });
  report(`cluster ${access.context}: leading its nodes to the registry`);
  writeJson(fileOf(paths), { ...access, port } satisfies Remembered);
  const namespace = namespaceOf(paths);
  await kubectl(access, ["apply", "--filename", "-"], {
    input: JSON.stringify(manifests(namespace, port)),
  });
  await startDaemon(paths, {
    name: daemon,
    command: process.execPath,
    args: [join(import.meta.dirname, "tunnel", "main.ts"), namespace, access.context, String(port)],
    env: { KUBECONFIG: access.kubeconfig || undefined, NODE_OPTIONS: undefined },
    // The pods tell, once the registry answers through it.
    ready: async () => true,
  });
  const patience = ["--timeout", "180s"];
  await kubectl(access, ["rollout", "status", `daemonset/${daemonSet}`, "--namespace", namespace, ...patience]);
}

/** Ends the tunnel and takes its pods away. A cluster that does not answer any more keeps none of the sandbox's. */
export async function lowerUsersCluster({ paths, report }: Site): Promise<void> {
  const access = remembered(paths);
  if (!access) return;
  await stopDaemon(paths, daemon);
  await endStrays(paths, daemon);
  const gone = ["delete", "namespace", namespaceOf(paths), "--ignore-not-found", "--request-timeout", "30s"];
  await kubectl(access, gone).catch(() => {
    report(`cluster ${access.context}: it does not answer; the namespace ${namespaceOf(paths)} may still be there`);
  });
  rmSync(fileOf(paths), { force: true });
}

export async function usersClusterState(paths: Paths): Promise<PartState[]> {
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
