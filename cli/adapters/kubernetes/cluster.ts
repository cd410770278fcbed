import type {
  AppsV1Api,
  AuthorizationV1Api,
  BatchV1Api,
  CoordinationV1Api,
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
} from "@kubernetes/client-node";
import type { Asking } from "../../core/retry.ts";
import { type ClusterRequest, chooseContext } from "./context.ts";
import { loadKubeconfig } from "./kubeconfig.ts";
import { prepareRequests } from "./raw-requests.ts";
import { askVersion } from "./version.ts";

/** One namespace of one cluster, reached as one user. */
export interface Cluster {
  /** Name of the context. */
  context: string;
  /** Address of the API server. */
  server: string;
  /** Of Kubernetes, such as `v1.34.4`. */
  version: string;
  /** What time it is by the API server's clock, to a second: that of this machine may be wrong, or set wrong. */
  now: () => Date;
  namespace: string;
  /** Environment with which Helm reaches this very place, whatever else stands in its own. */
  env: Record<string, string | undefined>;
  core: CoreV1Api;
  apps: AppsV1Api;
  batch: BatchV1Api;
  coordination: CoordinationV1Api;
  authorization: AuthorizationV1Api;
  /** Any kind of object; those without a namespace are of ours. */
  objects: KubernetesObjectApi;
  /** For watches and logs. */
  config: KubeConfig;
}

/** Finds the cluster that is meant, refuses any other before asking it anything, and checks that it answers. */
export async function connectCluster(request: ClusterRequest, asking: Omit<Asking, "peer"> = {}): Promise<Cluster> {
  const loading = import("./client.ts");
  const loaded = await loadKubeconfig(request.env, request.kubeconfig);
  const { context, server, env } = chooseContext(loaded, request);
  const { config } = loaded;
  const client = await loading;
  prepareRequests(config, { peer: `the cluster at ${server}`, ...asking }, client);
  const { version, aheadMs } = await askVersion(config, context, asking.withinMs);
  return {
    context,
    server,
    version,
    now: () => new Date(Date.now() + aheadMs),
    namespace: request.namespace,
    env,
    core: config.makeApiClient(client.CoreV1Api),
    apps: config.makeApiClient(client.AppsV1Api),
    batch: config.makeApiClient(client.BatchV1Api),
    coordination: config.makeApiClient(client.CoordinationV1Api),
    authorization: config.makeApiClient(client.AuthorizationV1Api),
    objects: client.KubernetesObjectApi.makeApiClient(config),
    config,
  };
}
