import { migratesItself } from "../shared/processes.ts";
import type { Manifest } from "./manifest.ts";

/** What compiles, or makes pages. */
const compilers =
  /\b(?:tsc|tsup|tsdown|swc|babel|esbuild|rollup|webpack|rspack|parcel|unbuild|ncc|vite build|next build|nest build|ng build|nuxt build|remix build|astro build|react-scripts build|vue-cli-service build|sass|tailwindcss|@tailwindcss\/cli|postcss)\b/;
const ofOthers = /docker|podman|buildx|electron|capacitor|--watch\b|--noEmit\b/;
const named =
  /^build[:.](?!.*(?:dev|watch|test|docker|analy[sz]e|story|docs?|types?|check|electron|mac|win|linux|bin|exe|release|publish|bun|deno)\b)/;

/** What else people call a script that builds, the surest first. */
const otherNames = ["compile", "transpile", "bundle", "dist", "tsc", "build-ts", "build_ts"];

/**
 * The scripts that build a program none of whose scripts is called `build`: the one for production, else those of its parts, else one
 * that compiles by another name.
 */
export function partialBuilds({ scripts }: Manifest): string[] {
  const production = ["build:prod", "build:production"].find((name) => scripts[name] !== undefined);
  if (production) return [production];
  const compiles = (name: string) => compilers.test(scripts[name] ?? "") && !ofOthers.test(scripts[name] ?? "");
  const parts = Object.keys(scripts).filter((name) => named.test(name) && compiles(name));
  return parts.length > 0 ? parts : otherNames.filter(compiles).slice(0, 1);
}

const calls = /^(?:npm|yarn|pnpm|bun)(?: run)? ([\w:-]{1,80})\b/;

/**
 * The steps of a script that also brings a database up to date, without that: while an image is built there is none. Undefined if it does
 * nothing of the kind, or nothing else.
 */
export function apartFromMigrating(script: string, { scripts }: Manifest): string[] | undefined {
  const steps = (scripts[script] ?? "").split(" && ").map((step) => step.trim());
  const kept = steps.filter((step) => !migratesItself(scripts[calls.exec(step)?.[1] ?? ""] ?? step));
  if (kept.length === 0 || kept.length === steps.length || kept.some((step) => /[;|<>]/.test(step))) return undefined;
  return kept.map(runByTool);
}

/** Its program is found among the packages, and not by the shell; what is set for it stands before that. */
function runByTool(step: string): string {
  const words = step.split(" ");
  const first = words.findIndex((word) => !/^\w{1,60}=/.test(word));
  const isFound = /^(?:npm|yarn|pnpm|bun|npx|node)$/.test(words[first] ?? "");
  return isFound ? step : [...words.slice(0, first), "npx", ...words.slice(first)].join(" ");
}
