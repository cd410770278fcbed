import { findHelm, type Helm } from "../../adapters/helm/program.ts";
import { type Cluster, connectCluster } from "../../adapters/kubernetes/cluster.ts";
import type { Config, Environment } from "../../core/config/schema.ts";
import { once } from "../../core/once.ts";
import { namingOf } from "../../domain/release/naming.ts";
import type { Access } from "../../releases/access.ts";

export type KubernetesSettings = NonNullable<Environment["kubernetes"]> & {
  /** Texts of values that are laid over those of the chart, in place of files at the tip of the release branch. */
  texts?: readonly string[];
};

/** Which cluster a person means, whatever chatops.yaml says. */
export interface ClusterChoice {
  /** `--kubeconfig` */
  kubeconfig: string | undefined;
  /** `--context` */
  context: string | undefined;
}

/** An environment's release in its cluster. */
export interface Connection {
  environment: string;
  cluster: Cluster;
  /** Name of the Helm release. */
  helmRelease: string;
  /** Name of the Lease that a promotion holds, and of the ConfigMap with the history. */
  bookkeeping: string;
}

/** What is connected to when it is first needed. */
export interface Connecting {
  connection: () => Promise<Connection>;
  helm: () => Promise<Helm>;
}

export function connecting(
  config: Config,
  environment: readonly [name: string, KubernetesSettings],
  choice: ClusterChoice,
  access: Access,
): Connecting {
  const connection = once(() => connect(config, environment, choice, access));
  const version = once(() => findHelm(access.env, access.signal));
  return {
    connection,
    helm: async () => {
      const [{ helmRelease, cluster }, installed] = await Promise.all([connection(), version()]);
      return { name: helmRelease, version: installed, env: { ...access.env, ...cluster.env } };
    },
  };
}

/** Connects to an environment's cluster: with `--context`, else CHATOPS_<ENV>_CONTEXT, else `context` of chatops.yaml. */
export async function connect(
  config: Config,
  [environment, settings]: readonly [name: string, KubernetesSettings],
  { kubeconfig, context }: ClusterChoice,
  { env, ...asking }: Partial<Access> & Pick<Access, "env">,
): Promise<Connection> {
  const variable = `CHATOPS_${environment.toUpperCase().replaceAll("-", "_")}_CONTEXT`;
  const wanted = { kubeconfig, context: context || env[variable], hint: settings.context, server: settings.cluster };
  const cluster = await connectCluster({ env, namespace: settings.namespace, ...wanted }, asking);
  return { environment, cluster, helmRelease: config.name, bookkeeping: namingOf(config).bookkeeping };
}

/** What nothing else in the world is called. */
export const placeOf = ({ cluster, helmRelease }: Connection): string =>
  `${cluster.server} ${cluster.namespace}/${helmRelease}`;
