import { isDevVersion } from "../release/version.ts";
import { type History, healthySince, lastHealthy, type Promotion } from "./history.ts";

type Promotions = Pick<History, "promotions">;

/** A version that an environment can be rolled back to, and how well it did there. */
export interface RollbackTarget {
  version: string;
  /** How long it ran there in all, from when it was healthy to what was promoted next. */
  healthyMs: number;
  /** When it was promoted last, ISO 8601. */
  at: string;
  by: string | undefined;
  /** How many of its promotions failed. */
  failures: number;
}

/**
 * The releases that were healthy in an environment before the one that runs, the last one first. What somebody rolled back
 * is none of them: going back once more goes on from there.
 */
export function rollbackTargets({ promotions }: Promotions, running: string): RollbackTarget[] {
  const isTarget = ({ version, outcome }: Promotion) =>
    outcome === "healthy" &&
    version !== running &&
    !isDevVersion(version) &&
    !rolledBackByHand(version, { promotions }, running);
  const versions = new Set(promotions.filter(isTarget).map(({ version }) => version));
  const targets = [...versions].map((version) => targetOf(version, promotions));
  return targets.sort((one, other) => other.at.localeCompare(one.at));
}

/** The releases that were healthy before the one that runs, and that somebody rolled back since. */
export function rolledBackReleases({ promotions }: Promotions, running: string): string[] {
  const healthy = promotions.filter(({ outcome, version }) => outcome === "healthy" && !isDevVersion(version));
  const versions = new Set(healthy.map(({ version }) => version));
  return [...versions].filter(
    (version) => version !== running && rolledBackByHand(version, { promotions }, running) !== undefined,
  );
}

function targetOf(version: string, promotions: readonly Promotion[]): RollbackTarget {
  const own = promotions.filter((promotion) => promotion.version === version);
  const healthy = own.filter(({ outcome }) => outcome === "healthy");
  const last = healthy.at(-1);
  return {
    version,
    healthyMs: healthy.reduce((sum, promotion) => sum + untilNext(promotion, promotions), 0),
    at: last?.at ?? "",
    by: last?.by,
    failures: own.filter(({ outcome }) => outcome === "failed").length,
  };
}

function untilNext(promotion: Promotion, promotions: readonly Promotion[]): number {
  const next = promotions[promotions.indexOf(promotion) + 1];
  return next ? Math.max(0, Date.parse(next.at) - Date.parse(healthySince(promotion))) : 0;
}

/** How a version was rolled back by hand. */
export interface ByHand {
  to: string;
  /** Who did so, and when; undefined if it was done without chatops. */
  by?: string | undefined;
  at?: string | undefined;
}

/** Says how a version was rolled back by hand, with chatops or without; undefined if it was not, or was healthy again since. */
export function rolledBackByHand(
  version: string,
  { promotions }: Promotions,
  running: string | undefined,
): ByHand | undefined {
  const last = promotions.findLast(
    (entry) => entry.outcome === "healthy" && [entry.version, entry.rolledBackFrom].includes(version),
  );
  if (last?.rolledBackFrom === version) return { to: last.version, by: last.by, at: healthySince(last) };
  return running && rolledBackWithoutUs({ promotions }, running) === version ? { to: running } : undefined;
}

/** Says how an environment was rolled back by hand, if nobody brought a version there since; undefined if it was not. */
export function heldByHand(
  { promotions }: Promotions,
  running: string | undefined,
): (ByHand & { from: string }) | undefined {
  const last = lastHealthy({ promotions });
  const from = running && rolledBackWithoutUs({ promotions }, running);
  if (from) return { from, to: running };
  if (!last?.rolledBackFrom) return undefined;
  return { from: last.rolledBackFrom, to: last.version, by: last.by, at: healthySince(last) };
}

/** Why nothing is promoted into an environment by itself. */
export interface Held {
  /** Versions of a rollback by hand; absent if somebody holds the environment. */
  from?: string;
  to?: string;
  by?: string | undefined;
  at?: string | undefined;
}

/**
 * Why nothing is promoted into an environment by itself: somebody holds it, or rolled it back by hand and nobody has let it go on
 * since. A rollback without chatops has no time, and lasts until somebody brings a version.
 */
export function heldNow(history: Pick<History, "promotions" | "hold">, running: string | undefined): Held | undefined {
  const { hold } = history;
  if (hold?.hold === "begun") return { by: hold.by, at: hold.at };
  const rolledBack = heldByHand(history, running);
  const isLetGo = hold && rolledBack?.at !== undefined && hold.at > rolledBack.at;
  return isLetGo ? undefined : rolledBack;
}

/** The version that was rolled back without chatops: it was recorded healthy last, and one that was so before runs. */
export function rolledBackWithoutUs({ promotions }: Promotions, running: string): string | undefined {
  const recorded = lastHealthy({ promotions })?.version;
  const wasHealthy = promotions.some(({ version, outcome }) => outcome === "healthy" && version === running);
  return wasHealthy && recorded !== running ? recorded : undefined;
}
