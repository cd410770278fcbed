import type { Environment } from "../../core/config/schema.ts";
import type { EnvironmentStatus } from "../../results/status.ts";
import { latest } from "./steadiness.ts";

type Environments = Readonly<Record<string, Environment>>;

export interface Refusal {
  why: string;
  /** What to do about it, as a sentence. */
  hint: string;
}

/**
 * Why a gate does not let a version through; undefined where it does. `soakMs` is how long it must have been healthy, without
 * a restart and always ready.
 */
export function refusal(version: string, before: EnvironmentStatus, soakMs: number, now: Date): Refusal | undefined {
  const { environment, state, version: recorded, since } = before;
  if (recorded !== version || !since) {
    return {
      why: `${version} is not healthy in ${environment}${recorded && isWell(state) ? `, where ${recorded} is` : ""}`,
      hint: `Promote it there first: chatops promote ${version} --env ${environment}`,
    };
  }
  if (!isWell(state)) {
    return {
      why: `${version} was healthy in ${environment} at ${since}, and is not any more: ${seen(before)}`,
      hint: `Bring it to health there first; \`chatops status --env ${environment}\` shows how it is.`,
    };
  }
  const from = latest([since, before.steadySince]) ?? since;
  // The clocks of two machines differ, and a server's goes by whole seconds: none of it is time that is missing.
  const soakedMs = Math.max(0, now.getTime() - Date.parse(from));
  const left = Math.ceil((soakMs - soakedMs) / 1_000);
  if (left <= 0) return undefined;
  const has = from === since ? "has been healthy" : "was started again or not ready, and has been steady";
  const why = `${version} ${has} in ${environment} since ${from}; ${left} s of soak time left`;
  return { why, hint: `Run the same command again in ${left} s.` };
}

/** What is scaled to zero was healthy, and is not sick. */
const isWell = (state: EnvironmentStatus["state"]): boolean => state === "healthy" || state === "idle";

const seen = ({ state, ready, wanted, note }: EnvironmentStatus): string =>
  [`${state}, ${ready} of ${wanted} ready`, note].filter(Boolean).join("; ");

/** Names of the environments that `--all-auto` promotes to, each after the one that its gate waits for. */
export function automaticOrder(environments: Environments): string[] {
  const automatic = Object.keys(environments).filter((name) => environments[name]?.promote === "auto");
  const ordered: string[] = [];
  const visit = (name: string, trail: string[]): void => {
    const after = environments[name]?.gate?.after;
    if (after && automatic.includes(after) && !trail.includes(after)) visit(after, [...trail, name]);
    if (!ordered.includes(name)) ordered.push(name);
  };
  for (const name of automatic) visit(name, []);
  return ordered;
}
