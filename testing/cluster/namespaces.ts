import { randomBytes } from "node:crypto";
import { expect, onTestFinished } from "vitest";
import { type Cluster, connectCluster } from "../../cli/adapters/kubernetes/cluster.ts";
import type { ClusterRequest } from "../../cli/adapters/kubernetes/context.ts";
import "../setup/needs-cluster.ts";
import { sandbox } from "../sandbox/sandbox.ts";
import { writeKubeconfig } from "./kubeconfig.ts";

/** What the sandbox's cluster gives to whoever may do everything. */
export const adminKubeconfig = (): string => sandbox().cluster?.kubeconfig ?? expect.fail("the sandbox has no cluster");

/** A namespace of the sandbox's cluster, gone with the test. */
export async function ownNamespace(labels: Record<string, string> = {}): Promise<Cluster> {
  const name = `chatops-test-${randomBytes(4).toString("hex")}`;
  const cluster = await connected(adminKubeconfig(), { namespace: name });
  onTestFinished(async () => {
    await cluster.core.deleteNamespace({ name }).catch(() => {});
  });
  await cluster.core.createNamespace({ body: { metadata: { name, labels } } });
  return cluster;
}

export const connected = (kubeconfig: string, request: Partial<ClusterRequest> = {}): Promise<Cluster> =>
  connectCluster({ env: {}, namespace: "default", context: undefined, server: undefined, kubeconfig, ...request });

/** A kubeconfig for the same place, with another user, or another way there. */
export function kubeconfigOf({ config }: Cluster, { user, cluster }: { user?: object; cluster?: object } = {}): string {
  const { clusters, users } = JSON.parse(config.exportConfig());
  return writeKubeconfig({ ...clusters[0].cluster, ...cluster }, user ?? users[0].user);
}

export interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

/** A kubeconfig of a ServiceAccount that may do in the namespace what the rules say, and nothing else. */
export async function limitedUser(cluster: Cluster, rules: Rule[]): Promise<string> {
  const { core, namespace, objects } = cluster;
  const name = `robot-${randomBytes(4).toString("hex")}`;
  const rbac = "rbac.authorization.k8s.io";
  await core.createNamespacedServiceAccount({ namespace, body: { metadata: { name } } });
  await objects.create({ apiVersion: `${rbac}/v1`, kind: "Role", metadata: { name }, ...{ rules } });
  await objects.create({
    apiVersion: `${rbac}/v1`,
    kind: "RoleBinding",
    metadata: { name },
    ...{ roleRef: { apiGroup: rbac, kind: "Role", name }, subjects: [{ kind: "ServiceAccount", name, namespace }] },
  });
  const body = { spec: { audiences: [], expirationSeconds: 3_600 } };
  const { status } = await core.createNamespacedServiceAccountToken({ name, namespace, body });
  return kubeconfigOf(cluster, { user: { token: status?.token } });
}
