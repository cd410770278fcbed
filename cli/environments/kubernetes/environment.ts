import { addressesOf } from "../../adapters/kubernetes/addresses.ts";
import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { readPromotions, recordHold } from "../../adapters/kubernetes/history-configmap.ts";
import type { Config } from "../../core/config/schema.ts";
import { nameOf } from "../../domain/promotion/owner.ts";
import { runningRevision } from "../../domain/promotion/revisions.ts";
import type { Access } from "../../releases/access.ts";
import type { Environment } from "../environment.ts";
import { type ClusterChoice, type Connection, connecting, type KubernetesSettings } from "./connection.ts";
import { findInstance } from "./instance.ts";
import { logSourcesIn } from "./log-sources.ts";
import { preparePromotion } from "./prepare.ts";
import { prepareRemoval } from "./removal.ts";
import { readState } from "./state.ts";
import { statusReader } from "./status.ts";

/** An environment in a namespace of a Kubernetes cluster, where Helm installs the chart. */
export function kubernetesEnvironment(
  config: Config,
  environment: readonly [name: string, KubernetesSettings],
  choice: ClusterChoice,
  access: Access,
): Environment {
  const [name, settings] = environment;
  const connected = connecting(config, environment, choice, access);
  const readStatus = statusReader();
  return {
    name,
    kind: "kubernetes",
    place: `namespace ${settings.namespace}`,
    connect: () => {
      for (const part of [connected.connection(), connected.helm()]) part.catch(() => {});
    },
    status: async () => readStatus(await connected.connection()),
    running: async () => runningIn(await connected.connection()),
    history: async () => {
      const { cluster, bookkeeping } = await connected.connection();
      return readPromotions(cluster, bookkeeping);
    },
    recordHold: async (hold) => {
      const { cluster, bookkeeping, helmRelease } = await connected.connection();
      await recordHold(cluster, { name: bookkeeping, instance: helmRelease }, hold);
    },
    logs: (which) => logSourcesIn(connected.connection, which),
    addresses: async () => {
      const connection = await connected.connection();
      const { cluster, helmRelease } = connection;
      const { addresses, inside } = await addressesOf(cluster, helmRelease);
      const isEmpty = inside.length === 0 && (await runningIn(connection)) === undefined;
      const nothing = `Nothing of the project runs there: chatops promote --env ${name}`;
      return { addresses, wayIn: isEmpty ? nothing : wayInto(cluster, inside) };
    },
    findInstance: async (instance) => findInstance(await connected.connection(), instance),
    prepareRemoval: (session, request) => prepareRemoval(session, request, connected),
    prepare: (session, request) => preparePromotion(session, request, { connecting: connected, settings }),
  };
}

/** Helm's newest revision, if nobody went past it: one that failed may stand there as well as the one before it. */
async function runningIn(connection: Connection): Promise<string | undefined> {
  const { history, revisions, undoneTo } = await readState(connection);
  const newest = undoneTo ?? revisions.at(-1);
  return newest && runningRevision(revisions) ? nameOf(history.promotions, revisions, newest) : undefined;
}

function wayInto({ namespace }: Cluster, [first]: string[]): string {
  if (first === undefined) return "It has no Service; an ingress or a load balancer in the chart leads to one.";
  const [service, port] = first.split(":");
  return `For yourself: kubectl --namespace ${namespace} port-forward service/${service} 8080:${port}`;
}
