import { cpSync } from "node:fs";
import { join } from "node:path";
import { preconditionError } from "../../../lib/errors.ts";
import { pluginFile } from "../../parts/plugins.ts";
import { findProgram } from "../../programs.ts";
import type { Recipe } from "../recipe.ts";

/** docker:29-cli: the command line and its plugin for builds, for whoever copies them out of it. */
export const dockerCli: Recipe = (image) =>
  /^docker:(?:2\d-)?cli$/.test(image)
    ? {
        folder: import.meta.dirname,
        from: "debian:bookworm-slim",
        args: {},
        fill: async (paths, folder) => {
          const docker = findProgram("docker");
          if (!docker) throw preconditionError("This machine has no docker");
          cpSync(docker, join(folder, "docker"), { dereference: true });
          cpSync(pluginFile(paths, "buildx"), join(folder, "docker-buildx"));
          return {};
        },
      }
    : undefined;
