import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildProgram, type GoProgram } from "../go.ts";
import type { Paths } from "../paths.ts";
import type { SetupStep } from "../setup-step.ts";
import { versions } from "../versions.ts";

const module = "github.com/VictoriaMetrics/VictoriaLogs";
const source: GoProgram = {
  module: `${module}@v${versions.victoriaLogs}`,
  package: "./app/victoria-logs",
  version: ["github.com/VictoriaMetrics/VictoriaMetrics/lib/buildinfo.Version", `v${versions.victoriaLogs}`],
};

/** Takes logs by the protocols of Loki, Elasticsearch and Datadog, and answers what is in them. */
export const victoriaLogsProgram = (paths: Paths): string =>
  join(paths.cache, "programs", `victoria-logs-${versions.victoriaLogs}`);

export const victoriaLogsSteps = (paths: Paths): SetupStep[] =>
  existsSync(victoriaLogsProgram(paths)) ? [] : [{ title: `build VictoriaLogs ${versions.victoriaLogs}`, seconds: 20 }];

export const prepareVictoriaLogs = (paths: Paths): Promise<void> =>
  buildProgram(paths, source, victoriaLogsProgram(paths));
