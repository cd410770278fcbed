import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../lib/processes.ts";
import { makeOnce } from "../files.ts";
import { buildProgram, type GoProgram } from "../go.ts";
import type { Paths } from "../paths.ts";
import type { SetupStep } from "../setup-step.ts";
import { versions } from "../versions.ts";

const kubeScore: GoProgram = {
  module: `github.com/zegl/kube-score@v${versions.kubeScore}`,
  package: "./cmd/kube-score",
  version: ["main.version", versions.kubeScore],
};

export const kubeScoreProgram = (paths: Paths): string =>
  join(paths.cache, "programs", `kube-score-${versions.kubeScore}`);

/** A folder of Python's packages, with `checkov` in its `bin`. */
export const checkovFolder = (paths: Paths): string => join(paths.cache, "programs", `checkov-${versions.checkov}`);

export const chartLinterSteps = (paths: Paths): SetupStep[] => [
  ...(existsSync(kubeScoreProgram(paths)) ? [] : [{ title: `build kube-score ${versions.kubeScore}`, seconds: 30 }]),
  ...(existsSync(checkovFolder(paths))
    ? []
    : [{ title: `install checkov ${versions.checkov}`, seconds: 120, programs: ["python3", "pip3"] }]),
];

export async function prepareChartLinters(paths: Paths): Promise<void> {
  await buildProgram(paths, kubeScore, kubeScoreProgram(paths));
  await makeOnce(checkovFolder(paths), async (draft) => {
    await run("pip3", ["install", "--quiet", "--no-input", "--target", draft, `checkov==${versions.checkov}`]);
  });
}
