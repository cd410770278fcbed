import type { Recipe } from "../recipe.ts";

/** composer:2, for the one file that others copy out of it. */
export const composer: Recipe = (image) =>
  /^composer(?::(?:2|lts|latest))?$/.test(image)
    ? { folder: import.meta.dirname, from: "debian:trixie-slim", args: {} }
    : undefined;
