import { observeProject } from "../../adapters/containers.ts";
import { connectEngine } from "../../adapters/engine.ts";
import { readPromotions } from "../../adapters/kubernetes/record.ts";
import { observeRelease } from "../../adapters/kubernetes/release.ts";
import { environmentOf } from "../../core/config/environment.ts";
import type { Config } from "../../core/config/schema.ts";
import { deploymentLabels, ownContainer } from "../../domain/deployment/compose.ts";
import { lastDeployed } from "../../domain/deployment/history.ts";
import { lastPromoted } from "../../domain/promotion/history.ts";
import { stateInCluster, stateOfCompose } from "../../domain/status/state.ts";
import type { EnvironmentStatus } from "../../domain/status/status.ts";
import type { Access } from "../access.ts";
import { type ClusterChoice, type KubernetesSettings, openPlace } from "./cluster.ts";
import { composePlace, readDeployments } from "./compose.ts";

/** What runs in an environment, asked from the place itself. Throws where that does not answer. */
export function lookAt(
  config: Config,
  name: string,
  choice: ClusterChoice,
  access: Access,
): Promise<EnvironmentStatus> {
  const { kubernetes } = environmentOf(config, name);
  return kubernetes ? inCluster(config, [name, kubernetes], choice, access) : onCompose(config.name, name, access);
}

async function inCluster(
  config: Config,
  environment: readonly [string, KubernetesSettings],
  choice: ClusterChoice,
  access: Access,
): Promise<EnvironmentStatus> {
  const { cluster, helmRelease, bookkeeping } = await openPlace(config, environment, choice, access);
  const [{ pods, counted }, history] = await Promise.all([
    observeRelease(cluster, helmRelease),
    readPromotions(cluster, bookkeeping),
  ]);
  const promoted = lastPromoted(history);
  return {
    environment: environment[0],
    place: `${cluster.context}, namespace ${cluster.namespace}`,
    ...stateInCluster(pods, counted, promoted),
    version: promoted?.version,
    image: promoted?.image,
    ...counted,
    since: promoted?.healthyAt ?? promoted?.at,
  };
}

async function onCompose(name: string, environment: string, access: Access): Promise<EnvironmentStatus> {
  const place = composePlace(access.env, name, environment);
  const containers = await observeProject(await connectEngine(access.env, access), place.project);
  const deployed = containers.length > 0 ? lastDeployed(await readDeployments(place)) : undefined;
  // The history may be lost, or another machine's: what runs says itself what it is.
  const own = ownContainer(containers);
  const version = own?.labels[deploymentLabels.version];
  return {
    environment,
    place: `Compose project ${place.project}`,
    ...stateOfCompose(containers, deployed),
    version: deployed?.version ?? version,
    image: own && (deployed?.image ?? own.reference),
    ready: containers.filter(({ status }) => status === "running").length,
    wanted: containers.length,
    since: deployed?.at ?? own?.startedAt,
  };
}
