import { cpSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { helmProgram } from "../../parts/helm.ts";
import { versions } from "../../versions.ts";
import type { Recipe } from "../recipe.ts";

/** alpine/helm: the program, for whoever copies it out of it. */
export const helm: Recipe = (image) =>
  image === `alpine/helm:${versions.helm[4]}`
    ? {
        folder: import.meta.dirname,
        from: "debian:bookworm-slim",
        args: {},
        fill: async (paths, folder) => {
          cpSync(realpathSync(helmProgram(paths, 4)), join(folder, "helm"));
          return {};
        },
      }
    : undefined;
