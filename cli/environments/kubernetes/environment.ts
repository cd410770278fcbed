import { readPromotions } from "../../adapters/kubernetes/record.ts";
import { observeRelease } from "../../adapters/kubernetes/release.ts";
import type { Config } from "../../core/config/schema.ts";
import { healthySince, lastHealthy } from "../../domain/environment/history.ts";
import { stateInCluster } from "../../domain/environment/state.ts";
import type { Access } from "../../releases/access.ts";
import type { EnvironmentStatus } from "../../results/status.ts";
import type { Environment } from "../environment.ts";
import { type ClusterChoice, type Connection, connecting, type KubernetesSettings } from "./connection.ts";
import { findInstance } from "./instance.ts";
import { preparePromotion } from "./prepare.ts";

/** An environment in a namespace of a Kubernetes cluster, where Helm installs the chart. */
export function kubernetesEnvironment(
  config: Config,
  environment: readonly [name: string, KubernetesSettings],
  choice: ClusterChoice,
  access: Access,
): Environment {
  const [name, settings] = environment;
  const connected = connecting(config, environment, choice, access);
  return {
    name,
    kind: "kubernetes",
    place: `namespace ${settings.namespace}`,
    connect: () => {
      for (const part of [connected.connection(), connected.helm()]) part.catch(() => {});
    },
    status: async () => statusOf(await connected.connection()),
    history: async () => {
      const { cluster, bookkeeping } = await connected.connection();
      return readPromotions(cluster, bookkeeping);
    },
    findInstance: async (instance) => findInstance(await connected.connection(), instance),
    prepare: (session, request) => preparePromotion(session, request, { connecting: connected, settings }),
  };
}

async function statusOf({ environment, cluster, helmRelease, bookkeeping }: Connection): Promise<EnvironmentStatus> {
  const [running, history] = await Promise.all([
    observeRelease(cluster, helmRelease),
    readPromotions(cluster, bookkeeping),
  ]);
  const promoted = lastHealthy(history);
  return {
    environment,
    place: `${cluster.context}, namespace ${cluster.namespace}`,
    ...stateInCluster(running, promoted),
    version: promoted?.version,
    image: promoted?.image,
    ...running.counted,
    since: promoted && healthySince(promoted),
  };
}
