import satisfies from "semver/functions/satisfies.js";
import validRange from "semver/ranges/valid.js";
import { lineWith } from "../shared/line-with.ts";
import { pinnedTool } from "../shared/pinned-tool.ts";
import { assumed, type Found, type ProjectTree } from "../tree.ts";
import { type Bundle, gemfile, lockFile } from "./gemfile.ts";

/** Versions that have an image, the one that is taken first in front. */
const known = ["3.4", "3.3", "3.2", "3.1", "3.0", "2.7", "2.6", "2.5", "2.4", "2.3", "4.0"] as const;
const [usual] = known;

const oldestSupported = 3.2;
export const isOutdated = (version: string): boolean => lineOf(version) < oldestSupported;

const oldestWithPackages = 2.7;

/** Debian has taken the packages of its release away from its servers. */
export const isWithoutPackages = (version: string): boolean => lineOf(version) < oldestWithPackages;

const lineOf = (version: string) => Number(/^\d+\.\d+/.exec(version)?.[0] ?? usual);

/**
 * The Ruby that the image is made from. Bundler refuses any other than the one that the Gemfile names; where another file
 * pins it, the newest of its line is taken.
 */
export function detectRuby(tree: ProjectTree, bundle: Bundle): Found<string> {
  const exact = lineWith(tree, gemfile, /^\s*ruby[\s(]+["'](\d+\.\d+\.\d+)["']/);
  if (exact) return exact;
  const pinned = pinnedRuby(tree);
  if (pinned && /^[ \t]{0,9}ruby[ (]{1,4}(?:file:|File\.read)/m.test(tree.texts.get(gemfile) ?? "")) return pinned;
  const line = /^\d+\.\d+/.exec(pinned?.value ?? "")?.[0];
  if (pinned && line) return { value: line, at: pinned.at };
  return rangeOfGemfile(tree) ?? ofRails(bundle) ?? { value: usual, at: assumed };
}

const pinnedRuby = (tree: ProjectTree) =>
  lineWith(tree, ".ruby-version", /^(?:ruby-)?(\d+\.\d+(?:\.\d+)?)/) ??
  pinnedTool(tree, "ruby") ??
  lineWith(tree, lockFile, /^ {3}ruby (\d+\.\d+\.\d+)/);

/** `ruby "~> 3.1"` and `ruby ">= 2.7", "< 3.4"`. */
function rangeOfGemfile(tree: ProjectTree): Found<string> | undefined {
  const found = lineWith(tree, gemfile, /^\s*ruby[\s(]+(["'][^#\n]*["'])/);
  if (!found) return undefined;
  const words = [...found.value.matchAll(/["'](~>|[<>=]{0,2})[ \t]{0,4}([\d.]{1,20})["']/g)].map(
    ([, sign = "", version = ""]) =>
      sign === "~>" ? (version.split(".").length > 2 ? `~${version}` : `^${version}`) : `${sign}${version}`,
  );
  const range = words.join(" ");
  const value = known.find((version) => validRange(range) !== null && satisfies(`${version}.99`, range));
  return value ? { value, at: found.at } : undefined;
}

/** The newest Ruby that an old Rails runs on. */
const limits: readonly [newerThan: number, ruby: string][] = [
  [7, usual],
  [6.1, "3.2"],
  [6, "2.7"],
  [5, "2.7"],
  [4.2, "2.5"],
];

function ofRails({ versions }: Bundle): Found<string> | undefined {
  const rails = versions.get("rails") || versions.get("railties");
  if (!rails) return undefined;
  const value = limits.find(([from]) => Number(/^\d+\.\d+/.exec(rails)?.[0]) >= from)?.[1] ?? "2.3";
  return value === usual ? undefined : { value, at: `${lockFile} rails ${rails}` };
}
