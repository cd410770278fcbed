import type { Environment } from "../../core/config/schema.ts";

type Environments = Readonly<Record<string, Environment>>;

/** What is known of the environment that a gate waits for. */
export interface Before {
  environment: string;
  /** Version recorded healthy there last; undefined where there is none. */
  healthy: string | undefined;
  /** When it was recorded healthy, ISO 8601. */
  since: string | undefined;
}

export interface Refusal {
  why: string;
  /** What to do about it, as a sentence. */
  hint: string;
}

/** Why a gate does not let a version through; undefined where it does. `soakMs` is how long it must have been healthy. */
export function refusal(version: string, before: Before, soakMs: number, now: Date): Refusal | undefined {
  const { environment, healthy, since } = before;
  if (healthy !== version || !since) {
    return {
      why: `${version} is not healthy in ${environment}${healthy ? `, where ${healthy} is` : ""}`,
      hint: `Promote it there first: chatops promote ${version} --env ${environment}`,
    };
  }
  const left = Math.ceil((soakMs - (now.getTime() - Date.parse(since))) / 1_000);
  if (left <= 0) return undefined;
  const why = `${version} has been healthy in ${environment} since ${since}; ${left} s are missing`;
  return { why, hint: `Run the same command again in ${left} s.` };
}

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
