import type { ChartStore } from "../../adapters/charts/store.ts";
import { connectEngine, type Engine } from "../../adapters/engine.ts";
import type { Config } from "../../core/config/schema.ts";
import { verifyApart } from "../../domain/chart/location.ts";
import { namingOf } from "../../domain/release/naming.ts";
import type { Access } from "../../releases/access.ts";
import { openImage, type RemoteImage } from "../../releases/artifact-stores.ts";
import { openChartStore } from "../../releases/chart-stores.ts";

/** Where the artifacts of a release go. */
export interface Destinations {
  engine: Engine;
  image: ImageDestination;
  charts: ChartStore;
}

export interface ImageDestination {
  /** Name under which this machine builds and pushes, without tag. */
  push: string;
  /** Name under which the places that run it pull, without tag. */
  pull: string;
  /** Undefined where the image stays on this machine. */
  remote: RemoteImage | undefined;
}

/** Connects to engine, registry and chart repository, and checks the rights to write there. */
export async function openDestinations(
  config: Config,
  chartName: () => Promise<string>,
  reach: Access,
): Promise<Destinations> {
  const connecting = connectEngine(reach.env, reach);
  const [engine, image, charts] = await Promise.all([
    connecting,
    openImagePlace(connecting, config, reach),
    openCharts(config, chartName, reach),
  ]);
  return { engine, image, charts };
}

async function openImagePlace(engine: Promise<Engine>, config: Config, reach: Access): Promise<ImageDestination> {
  const [image] = namingOf(config).images;
  if (!config.image) return { ...image, remote: undefined };
  const remote = await openImage(image.push, reach, () => engine);
  await remote.registry.verifyPushRight();
  return { ...image, remote };
}

async function openCharts(
  { name, image, chart }: Config,
  chartName: () => Promise<string>,
  reach: Access,
): Promise<ChartStore> {
  const called = await chartName();
  if (chart.repository && image) verifyApart(chart.repository, called, image.push);
  const store = openChartStore(chart.repository, { ...reach, project: name });
  await store.verifyWriteRight(called);
  return store;
}
