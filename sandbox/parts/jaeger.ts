import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildProgram, type GoProgram } from "../go.ts";
import type { Paths } from "../paths.ts";
import type { SetupStep } from "../setup-step.ts";
import { versions } from "../versions.ts";

const module = "github.com/jaegertracing/jaeger";
const source: GoProgram = {
  module: `${module}@v${versions.jaeger}`,
  package: "./cmd/jaeger",
  version: [`${module}/internal/version.latestVersion`, `v${versions.jaeger}`],
};

/** A collector of OpenTelemetry that keeps traces, and answers what is in them. */
export const jaegerProgram = (paths: Paths): string => join(paths.cache, "programs", `jaeger-${versions.jaeger}`);

export const jaegerSteps = (paths: Paths): SetupStep[] =>
  existsSync(jaegerProgram(paths)) ? [] : [{ title: `build Jaeger ${versions.jaeger}`, seconds: 420 }];

export const prepareJaeger = (paths: Paths): Promise<void> => buildProgram(paths, source, jaegerProgram(paths));
