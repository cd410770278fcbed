import { join } from "node:path";
import { preconditionError } from "../../../lib/errors.ts";
import { readChart } from "../../adapters/chart-files.ts";
import { type ChartStore, publishChart } from "../../adapters/charts/store.ts";
import type { Project } from "../../core/config/read.ts";
import type { Steps } from "../../core/steps.ts";
import { packageChart } from "../../domain/chart/package.ts";
import { type ChartFiles, chartName, missingDependencies, stampChart } from "../../domain/chart/stamp.ts";
import { digestOf } from "../../domain/digest.ts";
import type { Release, ReleasedChart } from "../../domain/release/release.ts";

/** Reads the chart of the checked-out commit; undefined where the project has none. */
export async function readCommittedChart(checkout: string, { config }: Project): Promise<ChartFiles | undefined> {
  const files = await readChart(join(checkout, config.chart.path));
  if (files.size === 0) return undefined;
  const missing = missingDependencies(files);
  if (missing.length === 0) return files;
  throw preconditionError(`the chart's dependencies are not in ${config.chart.path}/charts: ${missing.join(", ")}`, {
    hint: `Run \`helm dependency build ${config.chart.path}\` and commit its charts folder.`,
  });
}

/** Packages the chart with the release's version in it and publishes it. */
export async function provideChart(
  steps: Steps,
  store: ChartStore,
  files: ChartFiles,
  release: Omit<Release, "chart">,
  verifyHeld: () => Promise<void>,
): Promise<ReleasedChart> {
  const chart = { name: chartName(files), version: release.version };
  const packaged = packageChart(chart.name, stampChart(files, release));
  const digest = await steps.change(
    "Publish the chart",
    { plan: store.planOf(chart), expect: digestOf(packaged) },
    async (step) => {
      await verifyHeld();
      const published = await publishChart(store, chart, packaged);
      step.say(store.addressOf(chart));
      return published;
    },
  );
  return { name: chart.name, repository: store.url, digest };
}
