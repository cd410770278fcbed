import { type ChartStore, publishChart } from "../../adapters/charts/store.ts";
import { ahead } from "../../core/ahead.ts";
import type { Steps } from "../../core/steps.ts";
import type { ChartVersion } from "../../domain/chart/repository-index.ts";
import { digestOf } from "../../domain/digest.ts";
import type { Release, ReleasedChart } from "../../domain/release/release.ts";
import type { CommittedChart } from "./committed-chart.ts";

/** The chart of a release, which is not published yet. */
export interface PackedChart {
  chart: ChartVersion;
  packaged: Uint8Array;
  /** What the store has of this version, be it of an earlier run. */
  earlier: Promise<Uint8Array | undefined>;
}

/** Packages the chart with the release's version in it, and asks the store meanwhile what it has of that; undefined if there is no chart. */
export async function packChart(
  steps: Steps,
  store: ChartStore,
  committed: CommittedChart | undefined,
  release: Omit<Release, "chart">,
): Promise<PackedChart | undefined> {
  if (!committed) return undefined;
  const chart = { name: committed.name, version: release.version };
  const earlier = ahead(steps.dryRun ? Promise.resolve(undefined) : store.download(chart));
  return { chart, packaged: await committed.packageAs(release), earlier };
}

/** Publishes the chart. */
export async function provideChart(
  steps: Steps,
  store: ChartStore,
  { chart, packaged, earlier }: PackedChart,
  verifyHeld: () => Promise<void>,
): Promise<ReleasedChart> {
  const digest = await steps.change(
    "Publish the chart",
    { plan: store.planOf(chart), expect: digestOf(packaged) },
    async (step) => {
      await verifyHeld();
      const published = await publishChart(store, chart, packaged, earlier);
      step.say(store.addressOf(chart));
      return published;
    },
  );
  return { name: chart.name, repository: store.url, digest };
}
