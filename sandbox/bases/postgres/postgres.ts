import type { Recipe } from "../recipe.ts";

/** postgres:17-bookworm, on the Debian that has it. */
export const postgres: Recipe = (image) =>
  /^postgres:17(?:-bookworm)?$/.test(image)
    ? { folder: import.meta.dirname, from: "debian:trixie-slim", args: {} }
    : undefined;
