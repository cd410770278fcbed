import type { Running } from "./running.ts";

/** What became of a deployment that failed, and of what ran before it. */
export type Aftermath =
  | { did: "rolledBack"; to: string }
  /** Compose failed before it touched anything. */
  | { did: "unchanged" }
  | { did: "removed" }
  | { did: "kept"; why: "asked" | "nothingHealthy" }
  | { did: "kept"; why: "noFiles"; target: string };

const ran = ({ name, condition }: Running): string =>
  condition === "sick" ? `${name} ran here before and was not healthy` : `${name} ran here before`;

/** What runs now, as a sentence. */
export function wordsOf(aftermath: Aftermath, version: string, before: Running | undefined): string {
  switch (aftermath.did) {
    case "rolledBack":
      return `${aftermath.to} runs again and is healthy.`;
    case "removed":
      return `Nothing ran here before, so ${version} was removed; volumes were kept.`;
    case "unchanged":
      if (!before) return "Nothing was changed.";
      return before.condition === "sick"
        ? `${before.name} was not changed; it was not healthy before either.`
        : `${before.name} was not changed and still runs.`;
    case "kept":
      return `${version} was kept${whyKept(aftermath, before)}`;
  }
}

function whyKept(kept: Extract<Aftermath, { did: "kept" }>, before: Running | undefined): string {
  if (kept.why === "asked") return " as it is, as asked (--no-rollback).";
  const next = "Deploy one that works: chatops deploy --version <version>";
  if (kept.why === "noFiles") return `: the Compose file of ${kept.target} is not to be found. ${next}`;
  const what = before ? ran(before) : "other services of this Compose project were here before";
  return `: ${what}, and no other version is recorded healthy. ${next}`;
}
