import type { Recipe } from "../recipe.ts";

/** nginx:stable: Debian's, whichever version that is. */
export const nginx: Recipe = (image) =>
  /^nginx(?::(?:stable|latest))?$/.test(image)
    ? { folder: import.meta.dirname, from: "debian:bookworm-slim", args: {} }
    : undefined;
