import { messageOf } from "../../../lib/errors.ts";
import { GitFailure, GitSilence } from "../../adapters/git/git.ts";
import { environmentOf } from "../../core/config/environment.ts";
import { readProject } from "../../core/config/read.ts";
import type { Config } from "../../core/config/schema.ts";
import { exitCodes } from "../../core/exit-codes.ts";
import type { Answer, Session } from "../../core/session.ts";
import type { Steps } from "../../core/steps.ts";
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

/** A remote that is only asked for the newest release is not waited for as long as one that is needed. */
const patienceMs = 10_000;

/** What runs in the environments, asked from the places themselves. */
export async function status(session: Session, request: StatusRequest): Promise<Answer> {
  const { steps } = session;
  const { config, directory } = await readProject(session.cwd, session.configFile);
  if (request.environment) environmentOf(config, request.environment);
  const names = request.environment ? [request.environment] : Object.keys(config.environments);
  const [newest, ...environments] = await Promise.all([
    newestRelease(directory, steps),
    ...names.map((name) => statusOf(config, name, request, accessOf(session))),
  ]);
  // Some place of many may be out of reach from here; one that was named must be seen to be healthy.
  const isSick = environments.some(({ state }) => state === "degraded" || (state === "unknown" && request.environment));
  return {
    exitCode: isSick ? exitCodes.precondition.code : exitCodes.done.code,
    result: { newest, environments },
    text: renderStatus(environments, newest),
  };
}

/** What runs can be told without it: null where the remote does not answer. */
async function newestRelease(directory: string, steps: Steps): Promise<string | null | undefined> {
  try {
    return newestVersion(await listCandidates(directory, steps.signal, patienceMs));
  } catch (error) {
    if (!(error instanceof GitFailure || error instanceof GitSilence)) throw error;
    steps.warn(error.message, error.hint);
    return null;
  }
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
