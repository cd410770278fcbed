import type { Manifest } from "./manifest.ts";

/** What compiles, or makes pages. */
const compilers =
  /\b(?:tsc|tsup|tsdown|swc|babel|esbuild|rollup|webpack|rspack|parcel|unbuild|ncc|vite build|next build|nest build|ng build|nuxt build|remix build|astro build|react-scripts build|vue-cli-service build|sass|tailwindcss|@tailwindcss\/cli|postcss)\b/;
const ofOthers = /docker|podman|buildx|electron|capacitor|--watch\b/;
const named =
  /^build[:.](?!.*(?:dev|watch|test|docker|analy[sz]e|story|docs?|types?|check|electron|mac|win|linux|bin|exe|release|publish|bun|deno)\b)/;

/** The scripts that build a program none of whose scripts is called `build`: the one for production, else those of its parts. */
export function partialBuilds({ scripts }: Manifest): string[] {
  const production = ["build:prod", "build:production"].find((name) => scripts[name] !== undefined);
  if (production) return [production];
  return Object.keys(scripts).filter(
    (name) => named.test(name) && compilers.test(scripts[name] ?? "") && !ofOthers.test(scripts[name] ?? ""),
  );
}
