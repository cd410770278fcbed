import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildProgram, type GoProgram } from "../go.ts";
import type { Paths } from "../paths.ts";
import type { SetupStep } from "../setup-step.ts";
import { versions } from "../versions.ts";

const module = "sigs.k8s.io/kwok";
const source: GoProgram = {
  module: `${module}@v${versions.kwok}`,
  package: "./cmd/kwok",
  version: [`${module}/pkg/consts.Version`, `v${versions.kwok}`],
};

/** Simulates nodes, and the pods on them, by the thousand. */
export const kwokProgram = (paths: Paths): string => join(paths.cache, "programs", `kwok-${versions.kwok}`);

export const kwokSteps = (paths: Paths): SetupStep[] =>
  existsSync(kwokProgram(paths)) ? [] : [{ title: `build kwok ${versions.kwok}`, seconds: 60 }];

export const prepareKwok = (paths: Paths): Promise<void> => buildProgram(paths, source, kwokProgram(paths));
