import type { Recipe, Versions } from "../recipe.ts";

const versions: Versions = { "7.4": "bullseye", "8.2": "bookworm", "8.4": "trixie" };

/** php:8.4-apache, php:8.4-fpm and php:8.4-cli. */
export const php: Recipe = (image) => {
  const [, version = "", kind = "cli"] = image.match(/^php:(\d\.\d)(?:-(apache|cli|fpm))?$/) ?? [];
  const suite = versions[version];
  if (!suite) return undefined;
  const from = kind === "cli" ? `debian:${suite}-slim` : `php:${version}-cli`;
  return { folder: `${import.meta.dirname}/${kind}`, from, args: { VERSION: version } };
};
