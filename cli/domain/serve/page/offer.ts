import type { Config } from "../../../core/config/schema.ts";
import type { EnvironmentStatus, StatusResult } from "../../../results/status.ts";
import { refusal } from "../../environment/gate.ts";
import { isDevVersion } from "../../release/version.ts";

/** A version that could be promoted into an environment. */
export interface Offer {
  version: string;
  /** Why its gate is closed now, in a sentence. */
  closed?: string;
}

/**
 * What could be promoted into an environment: what is healthy in the one before its gate, else the newest release; nothing
 * if that runs there already.
 */
export function offerFor(
  environment: string,
  { newest, environments }: Pick<StatusResult, "newest" | "environments">,
  settings: Config["environments"][string],
  now: Date,
): Offer | undefined {
  const find = (name: string) => environments.find((each) => each.environment === name);
  const own = find(environment);
  const before = settings.gate?.after === undefined ? undefined : find(settings.gate.after);
  const version = before ? before.version : newest;
  if (!version || isDevVersion(version) || (own?.version === version && isWell(own))) return undefined;
  const closed = before && refusal(version, before, settings.gate?.soak ?? 0, now)?.why;
  return { version, ...(closed && { closed }) };
}

const isWell = ({ state }: EnvironmentStatus): boolean => state === "healthy" || state === "idle";
