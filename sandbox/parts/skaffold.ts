import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildProgram, type GoProgram } from "../go.ts";
import type { Paths } from "../paths.ts";
import type { SetupStep } from "../setup-step.ts";
import { versions } from "../versions.ts";

const module = "github.com/GoogleContainerTools/skaffold/v2";
const source: GoProgram = {
  module: `${module}@v${versions.skaffold}`,
  package: "./cmd/skaffold",
  version: [`${module}/pkg/skaffold/version.version`, `v${versions.skaffold}`],
};

export const skaffoldProgram = (paths: Paths): string => join(paths.cache, "programs", `skaffold-${versions.skaffold}`);

export const skaffoldSteps = (paths: Paths): SetupStep[] =>
  existsSync(skaffoldProgram(paths)) ? [] : [{ title: `build skaffold ${versions.skaffold}`, seconds: 160 }];

export const prepareSkaffold = (paths: Paths): Promise<void> => buildProgram(paths, source, skaffoldProgram(paths));
