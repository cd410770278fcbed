import { preconditionError } from "../../../lib/errors.ts";
import { type Project, readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import { type RollbackTarget, rollbackTargets, rolledBackReleases } from "../../domain/environment/rolled-back.ts";
import { namingOf } from "../../domain/release/naming.ts";
import { readVersion } from "../../domain/release/typed-version.ts";
import type { Environment } from "../../environments/environment.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import { observeOf, onlyEnvironment, openEnvironment } from "../../environments/open.ts";
import { chooseRelease, lookForReleases } from "../../releases/known-releases.ts";
import type { PromotionResult, StoppedResult } from "../../results/promotion.ts";
import { head } from "../../results/result.ts";
import { promoteToEnvironment } from "../promote/promote-to-environment.ts";
import { chooseTarget } from "./choose.ts";

export interface RollbackRequest extends ClusterChoice {
  /** Undefined: the only one of chatops.yaml. */
  environment: string | undefined;
  /** Undefined: the last healthy version before the one that runs. */
  to: string | undefined;
  timeoutMs: number;
}

/** Promotes a version that was healthy before the one that runs, and records that somebody went back. */
export async function rollback(session: Session, request: RollbackRequest): Promise<PromotionResult | StoppedResult> {
  const project = await readProject(session.cwd, session.configFile);
  const naming = namingOf(project.config);
  const to = request.to === undefined ? undefined : readVersion(request.to, naming);
  const name = request.environment ?? onlyEnvironment(project.config);
  const environment = openEnvironment(session, project.config, name, request);
  environment.connect();
  const { running, targets } = await lookForTargets(session, environment, to);
  const version = to ?? (await chooseTarget(session, { targets, naming }, `Roll back ${running} in ${name} to`));
  if (version === undefined) return { ...head("Stopped"), message: "Stopped; nothing was changed." };
  const reason = { isAutomatic: false, ...(version !== running && { rolledBackFrom: running }) };
  return promoteToEnvironment(
    session,
    environment,
    await requestFor(session, { project, name }, version, request),
    reason,
  );
}

interface Found {
  /** The version that runs. */
  running: string;
  targets: RollbackTarget[];
}

/** Throws if there is nothing to go back from, or to. */
function lookForTargets({ steps }: Session, environment: Environment, to: string | undefined): Promise<Found> {
  const { name } = environment;
  return steps.look(`Look for what was healthy in ${name}`, async (step) => {
    const [running, history] = await Promise.all([environment.running(), environment.history()]);
    const hint = `To bring a release there: chatops promote ${to ?? "<version>"} --env ${name}`;
    if (!running) throw preconditionError(`nothing runs in ${name} that could be rolled back`, { hint });
    const targets = rollbackTargets(history, running);
    const isKnown = ({ version, outcome }: { version: string; outcome: string }) =>
      outcome === "healthy" && version === to;
    if (to !== undefined && !history.promotions.some(isKnown)) {
      const details = targets.map(({ version }) => `was healthy: ${version}`);
      throw preconditionError(`${to} was never healthy in ${name}`, { details, hint });
    }
    if (to === undefined && targets.length === 0)
      throw nothingBefore(running, name, rolledBackReleases(history, running));
    step.say(`${running} runs`);
    return { running, targets };
  });
}

function nothingBefore(running: string, name: string, rolledBack: readonly string[]) {
  const [first] = rolledBack;
  if (first === undefined) {
    const hint = `To bring a release there: chatops promote <version> --env ${name}`;
    return preconditionError(`no other version than ${running} was healthy in ${name} before`, { hint });
  }
  return preconditionError(
    `nothing is left to roll ${running} back to in ${name}: ${rolledBack.join(", ")} ${rolledBack.length > 1 ? "were" : "was"} rolled back before`,
    { hint: `To have one of them all the same, name it: chatops rollback --env ${name} --to ${first}` },
  );
}

async function requestFor(
  session: Session,
  { project, name }: { project: Project; name: string },
  version: string,
  { timeoutMs }: RollbackRequest,
) {
  const releases = await lookForReleases(session, project);
  const release = chooseRelease(releases, version);
  const observeMs = observeOf(project.config, name);
  return { project, releases, release, timeoutMs, observeMs, rollback: true, adopt: false, reapply: false };
}
