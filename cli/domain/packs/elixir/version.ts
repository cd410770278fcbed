import satisfies from "semver/functions/satisfies.js";
import validRange from "semver/ranges/valid.js";
import { lineWith } from "../shared/line-with.ts";
import { pinnedTool, toolFiles } from "../shared/pinned-tool.ts";
import { assumed, type Found, type ProjectTree } from "../tree.ts";
import type { Mix } from "./mix.ts";

/** Versions that have an image, the one that is taken first in front. */
const known = ["1.18", "1.20", "1.19", "1.17", "1.16", "1.15", "1.14", "1.13", "1.12", "1.11", "1.10", "1.9"] as const;
const [usual] = known;

const oldestSupported = 15;

/** Its minor version alone tells: all are of 1. */
export const minorOf = (version: string): number => Number(/^1\.(\d{1,2})/.exec(version)?.[1]);

export const isOutdated = (version: string): boolean => minorOf(version) < oldestSupported;

export const pinFiles: readonly string[] = [...toolFiles, "elixir_buildpack.config"];

/** The Elixir that builds and runs it: what a file pins, else the newest that its mix.exs and its Phoenix take. */
export function detectElixir(tree: ProjectTree, { requirement, versions }: Mix): Found<string> {
  const pinned = pinnedElixir(tree);
  if (pinned) return { ...pinned, value: /^1\.\d{1,2}/.exec(pinned.value)?.[0] ?? usual };
  const newest = newestFor(versions.get("phoenix"));
  const range = rangeOf(requirement?.value ?? "");
  const fitting = known.filter((version) => range === undefined || satisfies(`${version}.99`, range));
  const value = fitting.find((version) => minorOf(version) <= newest) ?? fitting[0];
  if (value === undefined) return { value: usual, at: assumed };
  if (value !== usual && newest < minorOf(usual)) return { value, at: `mix.lock phoenix ${versions.get("phoenix")}` };
  return { value, at: requirement?.at ?? assumed };
}

const pinnedElixir = (tree: ProjectTree) =>
  pinnedTool(tree, "elixir") ?? lineWith(tree, "elixir_buildpack.config", /^elixir_version\s*=\s*\(?"?v?(1\.\d{1,2})/);

/** The newest Elixir that an old Phoenix, and what came with it, was written for. */
const limits: readonly [before: number, minor: number][] = [
  [105, 10],
  [106, 13],
  [107, 15],
];

function newestFor(phoenix: string | undefined): number {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(phoenix ?? "") ?? [];
  const number = Number(major) * 100 + Number(minor);
  return limits.find(([before]) => number < before)?.[1] ?? Number.POSITIVE_INFINITY;
}

/** `~> 1.14` takes every later 1.x, `~> 1.14.2` every later 1.14.x. */
function rangeOf(requirement: string): string | undefined {
  const words = requirement.split(" and ").map((word) => {
    const [, sign = "", version = ""] = /^(~>|[<>=]{1,2}|)\s*([\d.]{1,20})/.exec(word.trim()) ?? [];
    if (sign !== "~>") return sign === "==" ? version : `${sign}${version}`;
    return version.split(".").length > 2 ? `~${version}` : `^${version}`;
  });
  return requirement && !requirement.includes(" or ") && validRange(words.join(" ")) !== null
    ? words.join(" ")
    : undefined;
}
