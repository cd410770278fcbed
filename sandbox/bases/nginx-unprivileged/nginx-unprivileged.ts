import type { Recipe } from "../recipe.ts";

/** nginxinc/nginx-unprivileged:stable. */
export const nginxUnprivileged: Recipe = (image) =>
  /^nginxinc\/nginx-unprivileged(?::(?:stable|latest))?$/.test(image)
    ? { folder: import.meta.dirname, from: "nginx:stable", args: {} }
    : undefined;
