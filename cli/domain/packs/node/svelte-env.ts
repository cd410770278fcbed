import type { Warning } from "../pack.ts";
import { matchesOf, type Source } from "../shared/scan.ts";

const built = /\bimport\s{0,9}\{([^{}]{1,1000})\}\s{0,9}from\s{0,9}["']\$env\/static\/(?:private|public)["']/g;

/** Variables that SvelteKit makes part of what it builds, and without which it builds nothing. */
export function builtInWarnings(sources: readonly Source[]): Warning[] {
  const found = new Map<string, string>();
  for (const { groups, at } of matchesOf(sources, built))
    for (const name of (groups[0] ?? "").split(/[\s,]+/))
      if (/^[A-Z][A-Z0-9_]{1,80}$/.test(name) && !found.has(name)) found.set(name, at);
  const [first] = found.values();
  if (first === undefined) return [];
  return [
    {
      text: `${first} has ${[...found.keys()].join(", ")} taken into the program while it is built, where nothing sets them`,
      hint: "Read them from $env/dynamic instead, so that each environment sets its own.",
    },
  ];
}
