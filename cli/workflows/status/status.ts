import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { Failure, messageOf } from "../../../lib/errors.ts";
import { GitFailure, GitSilence } from "../../adapters/git/git.ts";
import { type Project, readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import type { Environment } from "../../environments/environment.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import { openEnvironment } from "../../environments/open.ts";
import { accessOf } from "../../releases/access.ts";
import { listReleases, newestVersion } from "../../releases/known-releases.ts";
import { head } from "../../results/result.ts";
import type { EnvironmentStatus, StatusResult } from "../../results/status.ts";

export interface StatusRequest extends ClusterChoice {
  /** Undefined: all of chatops.yaml. */
  environment: string | undefined;
  /** Goes on until it is stopped, and tells whatever changes. */
  watch: boolean;
}

/** A remote that is only asked for the newest release is not waited for as long as one that is needed. */
const patienceMs = 10_000;

/** What runs in the environments, asked from the places themselves. */
export async function status(session: Session, request: StatusRequest): Promise<StatusResult> {
  const project = await readProject(session.cwd, session.configFile);
  const { config } = project;
  const names = request.environment ? [request.environment] : Object.keys(config.environments);
  const all = names.map((name) => openEnvironment(session, config, name, request));
  const asking = newestRelease(project, session);
  const look = async (): Promise<StatusResult> => {
    const [newest, ...environments] = await Promise.all([asking, ...all.map(statusOf)]);
    return { ...head("Status"), newest, environments, named: request.environment !== undefined };
  };
  return request.watch ? watchStatus(look, session) : look();
}

const pollMs = 3_000;

/** Tells the answer each time that it is another one, until the run is stopped. */
async function watchStatus(look: () => Promise<StatusResult>, { steps }: Session): Promise<never> {
  const { signal, update } = steps;
  let told: unknown;
  for (;;) {
    const result = await look();
    // What could not be asked any more says nothing of the environments.
    signal.throwIfAborted();
    const news = { ...result, environments: result.environments.map(({ asOf, ...rest }) => rest) };
    if (!isDeepStrictEqual(news, told)) update(result);
    told = news;
    await pause(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** What runs can be told without it: null where the remote does not answer. */
async function newestRelease(project: Project, session: Session): Promise<string | null | undefined> {
  try {
    return newestVersion(await listReleases(project, accessOf(session), { patienceMs }));
  } catch (error) {
    if (!(error instanceof GitFailure || error instanceof GitSilence)) throw error;
    session.steps.warn(error.message, error.hint);
    return null;
  }
}

async function statusOf(environment: Environment): Promise<EnvironmentStatus> {
  try {
    return await environment.status();
  } catch (error) {
    const { name, place } = environment;
    const hint = error instanceof Failure ? error.hint : undefined;
    return { environment: name, place, state: "unknown", note: messageOf(error), hint };
  }
}
