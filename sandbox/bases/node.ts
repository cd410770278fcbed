import { join } from "node:path";
import { fillOtherNode } from "../parts/node-context.ts";
import { imageVersions } from "../versions.ts";
import { baseOn, type Recipe } from "./recipe.ts";

/** node:22-slim and node:22, of the recipe of node:24-slim, which is always there. */
export const node: Recipe = (image) => {
  const found = image.match(/^node(?::(\d+)(?:-bookworm)?(-slim)?)?$/);
  if (!found) return undefined;
  const [, major = "24", slim] = found;
  return {
    folder: join(import.meta.dirname, "..", "images", "node"),
    from: baseOn("bookworm", slim !== undefined),
    args: { YARN_VERSION: imageVersions.yarn },
    fill: async (_, folder) => ({ NODE_VERSION: await fillOtherNode(folder, major) }),
  };
};
