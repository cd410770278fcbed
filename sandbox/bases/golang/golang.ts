import { cpSync } from "node:fs";
import { join } from "node:path";
import { provideToolchain } from "../../go-toolchain.ts";
import { goVersion } from "../../versions.ts";
import type { Recipe } from "../recipe.ts";

const minor = goVersion.replace(/\.\d+$/, "");

/** golang:1.26 and golang:1.26-bookworm: the Go that the sandbox builds its own programs with. */
export const golang: Recipe = (image) => {
  if (!new RegExp(`^golang:(?:${minor}|${goVersion})(?:-bookworm)?$`).test(image)) return undefined;
  return {
    folder: import.meta.dirname,
    from: "buildpack-deps:bookworm-scm",
    args: { VERSION: goVersion },
    programs: ["go"],
    fill: async (paths, folder) => {
      cpSync(await provideToolchain(paths), join(folder, "go"), { recursive: true });
      return {};
    },
  };
};
