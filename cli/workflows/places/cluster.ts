import { findHelm } from "../../adapters/helm.ts";
import { type Cluster, connectCluster } from "../../adapters/kubernetes/cluster.ts";
import { recordPromotion } from "../../adapters/kubernetes/record.ts";
import { environmentOf } from "../../core/config/environment.ts";
import type { Config, Environment } from "../../core/config/schema.ts";
import type { Session } from "../../core/session.ts";
import type { Promotion } from "../../domain/promotion/history.ts";
import { type Access, accessOf } from "../access.ts";

export type KubernetesSettings = NonNullable<Environment["kubernetes"]>;

/** Which cluster a person means, whatever chatops.yaml says. */
export interface ClusterChoice {
  /** `--kubeconfig` */
  kubeconfig: string | undefined;
  /** `--context` */
  context: string | undefined;
}

/** An environment in a cluster. */
export interface ClusterPlace {
  environment: string;
  cluster: Cluster;
  /** Name of the Helm release. */
  helmRelease: string;
  /** Name of the Lease that a promotion holds, and of the ConfigMap with the history. */
  bookkeeping: string;
}

/** Connects to an environment's cluster: with `--context`, else CHATOPS_<ENV>_CONTEXT, else `context` of chatops.yaml. */
export async function openPlace(
  config: Config,
  [environment, settings]: readonly [string, KubernetesSettings],
  { kubeconfig, context }: ClusterChoice,
  { env, ...asking }: Partial<Access> & Pick<Access, "env">,
): Promise<ClusterPlace> {
  const variable = `CHATOPS_${environment.toUpperCase().replaceAll("-", "_")}_CONTEXT`;
  const wanted = { kubeconfig, context: context || env[variable], hint: settings.context, server: settings.cluster };
  const cluster = await connectCluster({ env, namespace: settings.namespace, ...wanted }, asking);
  return { environment, cluster, helmRelease: config.name, bookkeeping: `chatops-${config.name}` };
}

/** What a promotion needs, on its way while something else is looked up. Whoever awaits a part hears of its failure. */
export interface Opening {
  place: Promise<ClusterPlace>;
  helmVersion: Promise<string>;
}

/** Starts to connect to an environment's cluster and to look for Helm. Undefined where it uses Docker Compose. */
export function startOpening(
  { env, steps }: Session,
  config: Config,
  environment: string,
  choice: ClusterChoice,
): Opening | undefined {
  const { kubernetes } = environmentOf(config, environment);
  if (!kubernetes) return undefined;
  const opening = {
    place: openPlace(config, [environment, kubernetes], choice, accessOf({ env, steps })),
    helmVersion: findHelm(env, steps.signal),
  };
  for (const part of Object.values(opening)) part.catch(() => {});
  return opening;
}

/** Adds a promotion, or its outcome, to the environment's history; a healthy one with the time, which gates count from. */
export function record({ cluster, bookkeeping, helmRelease }: ClusterPlace, promotion: Promotion): Promise<void> {
  const healthyAt = promotion.outcome === "healthy" ? new Date().toISOString() : undefined;
  return recordPromotion(cluster, { name: bookkeeping, instance: helmRelease }, { ...promotion, healthyAt });
}
