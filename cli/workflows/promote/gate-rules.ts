import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { releaseTip } from "../../adapters/git/releases.ts";
import { fileAt } from "../../adapters/git/repository.ts";
import { parseConfig } from "../../core/config/parse.ts";
import type { Project } from "../../core/config/read.ts";
import type { Config } from "../../core/config/schema.ts";
import type { Session } from "../../core/session.ts";
import type { KnownReleases } from "../../releases/known-releases.ts";

/**
 * The chatops.yaml that says what must hold before a promotion: that at the tip of the release branch, so that nobody opens
 * a gate by a change that no one else has seen. An environment that it does not know has the rules of the working tree.
 */
export async function rulesOf(
  { configFile, steps }: Session,
  { config }: Project,
  environment: string,
  { repository }: KnownReleases,
): Promise<Config> {
  if (!repository) return config;
  const { branch } = config.release;
  const file = basename(configFile);
  // A repository without any commit has none.
  const tip = await releaseTip(repository, branch).catch(() => undefined);
  const text = tip && (await fileAt(repository, tip, file));
  if (!tip || text === undefined || text === "") return config;
  const rules = parseConfig(text, `${file} at ${tip.slice(0, 7)}`);
  const own = rules.environments[environment];
  if (!own) return config;
  if (!isDeepStrictEqual(own.gate, config.environments[environment]?.gate))
    steps.note(`The gate of ${environment} is that of ${branch}, which ${file} here changes.`);
  return rules;
}
