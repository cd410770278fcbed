import semver from "semver";
import type { Bump } from "./message.ts";

const firstVersion = "0.1.0";

/** A version in its one spelling, `1.4.0` or `1.4.0-rc.1`; build metadata is no part of it, since image tags know no `+`. */
export function parseVersion(text: string): string | undefined {
  const parsed = semver.parse(text);
  return parsed && parsed.version === text ? text : undefined;
}

export const isStable = (version: string): boolean => semver.prerelease(version) === null;

export const newestFirst = (versions: string[]): string[] => semver.rsort([...versions]);

export const isNewer = (version: string, other: string): boolean => semver.gt(version, other);

/**
 * The version after those that exist: the newest stable one moved by `bump`, and with `pre` the next pre-release of
 * that: `1.4.0` + minor → `1.5.0`; with pre `rc` → `1.5.0-rc.0`, then `1.5.0-rc.1`. Not below `begun`, a pre-release that
 * came before on this line: after `2.0.0-beta.1` it is `2.0.0`.
 */
export function nextVersion(existing: string[], bump: Bump, pre?: string, begun?: string): string {
  const newest = newestFirst(existing.filter(isStable))[0];
  const moved = newest ? (semver.inc(newest, bump) ?? firstVersion) : firstVersion;
  const base = begun && isNewer(begun, moved) ? leadsTo(begun) : moved;
  if (!pre) return base;
  const earlier = newestFirst(existing.filter((version) => version.startsWith(`${base}-${pre}.`)))[0];
  return earlier ? (semver.inc(earlier, "prerelease", pre) ?? base) : `${base}-${pre}.0`;
}

/** The stable version that a pre-release is of. */
const leadsTo = (version: string): string => version.split("-", 1)[0] ?? version;

/** The next version of the same kind: `1.4.0` → `1.4.1`, `1.5.0-rc.0` → `1.5.0-rc.1`. */
export const following = (version: string): string =>
  semver.inc(version, isStable(version) ? "patch" : "prerelease") ?? version;

/** Whether a branch may have a version by its name: `1.x`, `v1` and `release/1.4` have those that begin so, `main` has any. */
export function mayBeFrom(branch: string, version: string): boolean {
  const [, numbers] = /(?:^|[^\d.])(\d{1,8}(?:\.\d{1,8}){0,2})(?:\.x)?$/i.exec(branch) ?? [];
  return numbers === undefined || `${version}.`.startsWith(`${numbers}.`);
}

/** Version of a working tree that is no release; sorts before every release. */
export const devVersion = (commit: string | undefined): string =>
  commit ? `0.0.0-dev.g${commit.slice(0, 12)}` : "0.0.0-dev.uncommitted";

export const isDevVersion = (version: string): boolean => version.startsWith("0.0.0-dev.");
