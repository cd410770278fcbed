import type { Recipe } from "../recipe.ts";

/** mariadb:10.11, which is Debian's. */
export const mariadb: Recipe = (image) =>
  image === "mariadb:10.11" ? { folder: import.meta.dirname, from: "debian:bookworm-slim", args: {} } : undefined;
