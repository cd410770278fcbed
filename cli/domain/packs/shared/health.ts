import type { Found } from "../tree.ts";
import type { Language } from "./language.ts";
import { firstMatch, matchesOf, type Source } from "./scan.ts";

/** The paths that tell whether the program is ready and whether it is alive; without one, its port is probed. */
export interface Health {
  readiness: Found<string> | undefined;
  liveness: Found<string> | undefined;
}

/** A path; what stands behind an arrow is where something leads to, in PHP and Ruby. */
const literal = /(?<!=> ?)["'`](\/(?:[\w-]+\/)*(?:readyz?|readiness|livez?|liveness|healthz?|health[-_]?check))["'`]/g;

const readinessWords = [
  "readyz",
  "ready",
  "readiness",
  "healthz",
  "health",
  "healthcheck",
  "health-check",
  "health_check",
  "up",
];
// Not a general health path: it may ask Redis too, and what only waits for Redis must not be restarted for it.
const livenessWords = ["livez", "live", "liveness"];

export function detectHealth(sources: readonly Source[], language: Language): Health {
  const found = [literal, ...language.health].flatMap((pattern) =>
    [...matchesOf(sources, pattern)].map(({ groups, at }) => ({
      value: `/${(groups[0] ?? "").replace(/^\//, "")}`,
      at,
    })),
  );
  return { readiness: firstOf(found, readinessWords), liveness: firstOf(found, livenessWords) };
}

function firstOf(found: readonly Found<string>[], words: readonly string[]): Found<string> | undefined {
  for (const word of words) {
    const match = found.find(({ value }) => value.endsWith(`/${word}`));
    if (match) return match;
  }
  return undefined;
}

/** Where Prometheus reads the program's figures. */
export function detectMetrics(sources: readonly Source[]): Found<string> | undefined {
  const match = firstMatch(sources, /["'`](\/metrics)["'`]/g);
  return match && { value: "/metrics", at: match.at };
}
