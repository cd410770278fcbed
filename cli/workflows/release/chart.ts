import { type ChartStore, publishChart } from "../../adapters/charts/store.ts";
import type { Steps } from "../../core/steps.ts";
import { digestOf } from "../../domain/digest.ts";
import type { Release, ReleasedChart } from "../../domain/release/release.ts";
import type { CommittedChart } from "./committed-chart.ts";

/** Packages the chart with the release's version in it and publishes it. */
export async function provideChart(
  steps: Steps,
  store: ChartStore,
  committed: CommittedChart,
  release: Omit<Release, "chart">,
  verifyHeld: () => Promise<void>,
): Promise<ReleasedChart> {
  const chart = { name: committed.name, version: release.version };
  const packaged = await committed.packageAs(release);
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
