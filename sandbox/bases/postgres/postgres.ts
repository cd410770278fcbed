import type { Recipe } from "../recipe.ts";

/** postgres:17-bookworm, with the server that Maven Central has. */
export const postgres: Recipe = (image) =>
  /^postgres:17(?:-bookworm)?$/.test(image)
    ? { folder: import.meta.dirname, from: "debian:bookworm-slim", args: {} }
    : undefined;
