import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildProgram, type GoProgram } from "../go.ts";
import type { Paths } from "../paths.ts";
import type { SetupStep } from "../setup-step.ts";
import { versions } from "../versions.ts";

const module = "github.com/rhysd/actionlint";
const source: GoProgram = {
  module: `${module}@v${versions.actionlint}`,
  package: "./cmd/actionlint",
  version: [`${module}.version`, versions.actionlint],
};

export const actionlintProgram = (paths: Paths): string =>
  join(paths.cache, "programs", `actionlint-${versions.actionlint}`);

export const actionlintSteps = (paths: Paths): SetupStep[] =>
  existsSync(actionlintProgram(paths)) ? [] : [{ title: `build actionlint ${versions.actionlint}`, seconds: 15 }];

export const prepareActionlint = (paths: Paths): Promise<void> => buildProgram(paths, source, actionlintProgram(paths));
