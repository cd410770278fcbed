import { environmentOf } from "../../core/config/environment.ts";
import { readProject } from "../../core/config/read.ts";
import type { Config } from "../../core/config/schema.ts";
import { messageOf } from "../../core/errors.ts";
import { exitCodes } from "../../core/exit-codes.ts";
import type { Answer, Session } from "../../core/session.ts";
import { type EnvironmentStatus, renderStatus } from "../../domain/status/status.ts";
import { type Access, accessOf } from "../access.ts";
import { listCandidates, newestVersion } from "../candidates.ts";
import type { ClusterChoice } from "../places/cluster.ts";
import { composePlace } from "../places/compose.ts";
import { lookAt } from "../places/look.ts";

export interface StatusRequest extends ClusterChoice {
  /** Undefined: all of chatops.yaml. */
  environment: string | undefined;
}

/** What runs in the environments, asked from the places themselves. */
export async function status(session: Session, request: StatusRequest): Promise<Answer> {
  const { steps } = session;
  const { config, directory } = await readProject(session.cwd, session.configFile);
  if (request.environment) environmentOf(config, request.environment);
  const names = request.environment ? [request.environment] : Object.keys(config.environments);
  const [candidates, ...environments] = await Promise.all([
    listCandidates(directory, steps.signal),
    ...names.map((name) => statusOf(config, name, request, accessOf(session))),
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
  access: Access,
): Promise<EnvironmentStatus> {
  try {
    return await lookAt(config, name, choice, access);
  } catch (error) {
    const { kubernetes } = environmentOf(config, name);
    const place = kubernetes
      ? `namespace ${kubernetes.namespace}`
      : composePlace(access.env, config.name, name).project;
    return { environment: name, place, state: "unknown", note: messageOf(error) };
  }
}
