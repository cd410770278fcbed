import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { preconditionError } from "../../../lib/errors.ts";
import { releaseTip, remoteBranch, versionTags } from "../../adapters/git/releases.ts";
import { fileAt, type Repository } from "../../adapters/git/repository.ts";
import { configFile as usualFile } from "../../core/config/file.ts";
import { parseConfig } from "../../core/config/parse.ts";
import type { Project } from "../../core/config/read.ts";
import type { Config, Environment } from "../../core/config/schema.ts";
import type { Session } from "../../core/session.ts";
import type { Naming } from "../../domain/release/naming.ts";
import type { KnownReleases } from "../../releases/known-releases.ts";

/** What must hold before a promotion, and the environments that it speaks of. */
export interface GateRules {
  config: Config;
  gate: Environment["gate"];
}

/**
 * The gate of an environment, as the tip of the release branch has it, so that nobody opens it by a change that no one
 * else has seen. A place that the tip does not know has the gate of the working tree.
 */
export async function rulesOf(
  { configFile, steps }: Pick<Session, "configFile" | "steps">,
  { config }: Pick<Project, "config">,
  environment: string,
  releases: Pick<KnownReleases, "repository" | "naming">,
): Promise<GateRules> {
  const own = config.environments[environment];
  const here = { config, gate: own?.gate };
  const pushed = await pushedConfig(releases, config.release.branch, basename(configFile));
  if (!pushed || !own) return here;
  const known = sameEnvironment(pushed, environment, own);
  if (!known) return here;
  if (!isDeepStrictEqual(known.gate, own.gate))
    steps.note(
      `The gate of ${environment} is that of ${pushed.release.branch}, which ${basename(configFile)} here changes.`,
    );
  return { config: pushed, gate: known.gate };
}

/** chatops.yaml at the tip of the branch that it names itself as the release branch; undefined if nothing is there yet. */
async function pushedConfig(
  { repository, naming }: Pick<KnownReleases, "repository" | "naming">,
  branch: string,
  file: string,
): Promise<Config | undefined> {
  if (!repository) return undefined;
  const found = await configAtTip(repository, naming, branch, file);
  // The working tree may name a branch of its own; what that branch says has been seen by others.
  if (!found || found.release.branch === branch) return found;
  return configAtTip(repository, naming, found.release.branch, file);
}

async function configAtTip(
  repository: Repository,
  naming: Naming,
  branch: string,
  file: string,
): Promise<Config | undefined> {
  const tip = repository.remote ? await remoteBranch(repository, branch) : await localTip(repository, branch);
  if (!tip) {
    // Nothing was released from here yet, so that nobody else can have set a gate.
    if (!repository.remote || (await versionTags(repository, naming)).length === 0) return undefined;
    throw preconditionError(`the remote has no branch ${branch}, so that nobody knows which gates there are`, {
      hint: "Push it, or name the release branch in chatops.yaml: release.branch.",
    });
  }
  for (const name of new Set([file, usualFile])) {
    const text = await fileAt(repository, tip, name);
    if (text?.trim()) return parseConfig(text, `${name} at ${tip.slice(0, 7)}`);
  }
  return undefined;
}

/** A repository without any commit has none. */
const localTip = (repository: Repository, branch: string): Promise<string | undefined> =>
  releaseTip(repository, branch).catch(() => undefined);

/** The environment of that place, whatever it is called, since a new name must not open its gate; else that of the name. */
function sameEnvironment(pushed: Config, name: string, own: Environment): Environment | undefined {
  const byName = pushed.environments[name];
  if (byName && isSamePlace(byName, own)) return byName;
  const there = Object.values(pushed.environments).filter((each) => isSamePlace(each, own));
  return there.find(({ gate }) => gate) ?? there[0] ?? byName;
}

function isSamePlace({ kubernetes: one }: Environment, { kubernetes: other }: Environment): boolean {
  if (!one || !other || one.namespace !== other.namespace) return false;
  return !one.cluster || !other.cluster || one.cluster === other.cluster;
}
