import { usageError } from "../../../lib/errors.ts";
import { type Project, readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import { automaticOrder } from "../../domain/environment/gate.ts";
import { lastHealthy } from "../../domain/environment/history.ts";
import type { Environment } from "../../environments/environment.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import { observeOf, openEnvironment } from "../../environments/open.ts";
import { chooseRelease, type KnownReleases, lookForReleases, readWanted } from "../../releases/known-releases.ts";
import { exitCodeOf } from "../../results/exit-code.ts";
import type { PromotionResult, PromotionsResult } from "../../results/promotion.ts";
import { head } from "../../results/result.ts";
import { passGate } from "./gate.ts";
import { promoteToEnvironment } from "./promote-to-environment.ts";

/** How a version is promoted, wherever it goes. */
export interface PromoteOptions extends ClusterChoice {
  /** A version, or `dev` for the working tree; undefined: the one that the gate lets through, else the newest. */
  version: string | undefined;
  timeoutMs: number;
  rollback: boolean;
  /** Takes over what is of another repository. */
  adopt: boolean;
  /** Brings what runs again, as it was promoted. */
  reapply: boolean;
  /** Without a version, leaves an environment alone that somebody rolled back by hand. */
  hold?: boolean;
  /** Commit of an automatic run: values that were pushed since do not count. */
  valuesOf?: string | undefined;
}

export interface PromoteRequest extends PromoteOptions {
  /** Undefined: every environment with `promote: auto`. */
  environment: string | undefined;
}

/** Promotes one release into one environment, or into all that follow by themselves, each behind its gate. */
export async function promote(session: Session, asked: PromoteRequest): Promise<PromotionResult | PromotionsResult> {
  const project = await readProject(session.cwd, session.configFile);
  const request = { ...asked, version: readWanted(asked.version, project) };
  const names = request.environment ? [request.environment] : automatic(project);
  const environments = names.map((name) => openEnvironment(session, project.config, name, request));
  const releases = await lookForReleases(session, project, () => {
    for (const environment of environments) environment.connect();
  });
  const promotions: PromotionResult[] = [];
  for (const environment of environments) {
    const result = await promoteInto(session, { project, environment, releases }, request);
    promotions.push(result);
    if (exitCodeOf(result)) break;
  }
  const [only] = promotions;
  return only && environments.length === 1 ? only : { ...head("Promotions"), promotions };
}

/** Promotes a version into one environment, behind its gate. */
export async function promoteInto(
  session: Session,
  place: { project: Project; environment: Environment; releases: KnownReleases },
  options: PromoteOptions,
): Promise<PromotionResult> {
  const { project, environment, releases } = place;
  // What is not there cannot be brought before the gate either.
  if (options.version !== undefined) chooseRelease(releases, options.version);
  const again = options.reapply ? await promotedAgain(environment, options) : undefined;
  const wanted = { ...options, version: again ?? options.version, again };
  const { version, confirm } = await passGate(session, project, environment, wanted, releases);
  const release = chooseRelease(releases, version);
  const { timeoutMs, rollback, adopt, reapply, valuesOf } = options;
  const observeMs = observeOf(project.config, environment.name);
  const request = { project, releases, release, timeoutMs, observeMs, rollback, adopt, reapply, valuesOf };
  const reason = { isAutomatic: options.version === undefined, holds: options.hold ?? false, confirm };
  return promoteToEnvironment(session, environment, request, reason);
}

/** The version that was promoted last, if it is meant. */
async function promotedAgain(environment: Environment, { version }: PromoteOptions): Promise<string | undefined> {
  const promoted = lastHealthy(await environment.history())?.version;
  return version === undefined || version === promoted ? promoted : undefined;
}

function automatic({ config }: Project): string[] {
  const names = automaticOrder(config.environments);
  if (names.length > 0) return names;
  throw usageError("no environment of chatops.yaml has `promote: auto`", { hint: "Name one with --env." });
}
