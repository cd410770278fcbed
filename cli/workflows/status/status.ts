import { observeProject } from "../../adapters/containers.ts";
import { connectEngine } from "../../adapters/engine.ts";
import { listPods, readiness } from "../../adapters/kubernetes/pods.ts";
import { readPromotions } from "../../adapters/kubernetes/record.ts";
import { environmentOf } from "../../core/config/environment.ts";
import { readProject } from "../../core/config/read.ts";
import type { Config } from "../../core/config/schema.ts";
import { messageOf } from "../../core/errors.ts";
import { exitCodes } from "../../core/exit-codes.ts";
import type { Answer, Session } from "../../core/session.ts";
import { ownContainer } from "../../domain/deployment/compose.ts";
import { lastDeployed } from "../../domain/deployment/history.ts";
import { lastPromoted } from "../../domain/promotion/history.ts";
import { isHealthy } from "../../domain/rollout/compose.ts";
import { type EnvironmentStatus, renderStatus } from "../../domain/status/status.ts";
import { listCandidates, newestVersion } from "../deploy/candidate.ts";
import { composePlace, readDeployments } from "../deploy/place.ts";
import { type ClusterChoice, type KubernetesSettings, openPlace } from "../promote/place.ts";

export interface StatusRequest extends ClusterChoice {
  /** Undefined: all of chatops.yaml. */
  environment: string | undefined;
}

/** What runs in the environments, asked from the places themselves. */
export async function status(session: Session, request: StatusRequest): Promise<Answer> {
  const { env, steps } = session;
  const { config, directory } = await readProject(session.cwd, session.configFile);
  if (request.environment) environmentOf(config, request.environment);
  const names = request.environment ? [request.environment] : Object.keys(config.environments);
  const [candidates, ...environments] = await Promise.all([
    listCandidates(directory, steps.signal),
    ...names.map((name) => statusOf(config, name, request, env)),
  ]);
  const newest = newestVersion(candidates);
  // Some place of many may be out of reach from here; one that was named must be seen to be healthy.
  const isSick = environments.some(({ state }) => state === "degraded" || (state === "unknown" && request.environment));
  return {
    exitCode: isSick ? exitCodes.precondition.code : exitCodes.done.code,
    result: { newest, environments },
    text: renderStatus(environments, newest),
  };
}

async function statusOf(
  config: Config,
  name: string,
  choice: ClusterChoice,
  env: NodeJS.ProcessEnv,
): Promise<EnvironmentStatus> {
  const { kubernetes } = environmentOf(config, name);
  const place = kubernetes ? `namespace ${kubernetes.namespace}` : composePlace(env, config.name, name).project;
  try {
    return await (kubernetes ? inCluster(config, [name, kubernetes], choice, env) : onCompose(config.name, name, env));
  } catch (error) {
    return { environment: name, place, state: "unknown", note: messageOf(error) };
  }
}

async function inCluster(
  config: Config,
  environment: readonly [string, KubernetesSettings],
  choice: ClusterChoice,
  env: NodeJS.ProcessEnv,
): Promise<EnvironmentStatus> {
  const { cluster, release, bookkeeping } = await openPlace(config, environment, choice, env);
  const [pods, { ready, wanted }, history] = await Promise.all([
    listPods(cluster, release),
    readiness(cluster, release),
    readPromotions(cluster, bookkeeping),
  ]);
  const promoted = lastPromoted(history);
  const own = pods.flatMap(({ containers }) => containers).filter(({ image }) => image === promoted?.image);
  const isStrange = promoted !== undefined && own.length === 0;
  const isSick = ready < wanted || own.length === 0 || pods.some(({ isReady }) => !isReady);
  const state = pods.length === 0 && !isStrange ? "empty" : isSick ? "degraded" : "healthy";
  return {
    environment: environment[0],
    place: `${cluster.context}, namespace ${cluster.namespace}`,
    state,
    version: promoted?.version,
    image: promoted?.image,
    ready,
    wanted,
    since: promoted?.at,
    ...(isStrange && { note: `${promoted.version} was recorded healthy here, but no pod runs its image` }),
  };
}

async function onCompose(name: string, environment: string, env: NodeJS.ProcessEnv): Promise<EnvironmentStatus> {
  const place = composePlace(env, name, environment);
  const containers = await observeProject(await connectEngine(env), place.project);
  const deployed = lastDeployed(await readDeployments(place));
  const own = ownContainer(containers);
  const state = containers.length === 0 ? "empty" : own && isHealthy(own.service, containers) ? "healthy" : "degraded";
  return {
    environment,
    place: `Compose project ${place.project}`,
    state,
    version: containers.length > 0 ? deployed?.version : undefined,
    image: own && deployed?.image,
    ready: containers.filter(({ status }) => status === "running").length,
    wanted: containers.length,
    since: containers.length > 0 ? deployed?.at : undefined,
  };
}
