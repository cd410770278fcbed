import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildProgram, type GoProgram } from "../go.ts";
import type { Paths } from "../paths.ts";
import type { SetupStep } from "../setup-step.ts";
import { versions } from "../versions.ts";

const module = "github.com/moby/buildkit";
const source: GoProgram = {
  module: `${module}@v${versions.buildkit}`,
  package: "./cmd/buildkitd",
  version: [`${module}/version.Version`, `v${versions.buildkit}`],
};

/** `buildkitd`, a builder beside the engine: it makes images of several platforms. */
export const buildkitProgram = (paths: Paths): string =>
  join(paths.cache, "programs", `buildkitd-${versions.buildkit}`);

export const buildkitSteps = (paths: Paths): SetupStep[] =>
  existsSync(buildkitProgram(paths))
    ? []
    : [{ title: `build BuildKit ${versions.buildkit}`, seconds: 120, programs: ["runc"] }];

export const prepareBuildkit = (paths: Paths): Promise<void> => buildProgram(paths, source, buildkitProgram(paths));
