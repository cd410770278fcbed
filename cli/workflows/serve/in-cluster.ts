import { readFile } from "node:fs/promises";
import { usageError } from "../../../lib/errors.ts";
import { type Cluster, connectCluster } from "../../adapters/kubernetes/cluster.ts";
import type { ServeConfig } from "../../core/serve/schema.ts";
import type { Session } from "../../core/session.ts";
import { jobRunner } from "./jobs.ts";
import { processRunner } from "./processes.ts";
import type { Runner } from "./runner.ts";

const ownNamespaceFile = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

/** The namespace where serve has its Lease and its Jobs; undefined if serve.yaml needs no cluster. */
export async function connectOwn({ env, steps }: Session, config: ServeConfig): Promise<Cluster | undefined> {
  if (!config.kubernetes && config.runner === "process") return undefined;
  const namespace = config.kubernetes?.namespace ?? (await readFile(ownNamespaceFile, "utf8").catch(() => "")).trim();
  if (!namespace) {
    throw usageError("kubernetes.namespace: is needed, as serve runs in no pod", {
      hint: "Name the namespace where its Jobs and its Lease are to be.",
    });
  }
  const anywhere = { kubeconfig: undefined, context: undefined, server: undefined };
  return connectCluster({ env, namespace, ...anywhere }, { signal: steps.signal });
}

export function openRunner({ runner, kubernetes }: ServeConfig, cluster: Cluster | undefined): Runner {
  if (runner === "process" || !cluster) return processRunner;
  const { podTemplate, lease = "chatops-serve", keep = 3_600_000 } = kubernetes ?? {};
  return jobRunner({ cluster, instance: lease, podTemplate, keepMs: keep });
}
