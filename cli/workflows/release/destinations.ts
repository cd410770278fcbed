import type { ChartStore } from "../../adapters/charts/store.ts";
import { connectEngine, type Engine } from "../../adapters/engine.ts";
import type { Config } from "../../core/config/schema.ts";
import { verifyApart, verifyChartName } from "../../domain/chart/location.ts";
import { type ImageNames, namingOf, pushedImages } from "../../domain/release/naming.ts";
import type { Access } from "../../releases/access.ts";
import { openImage, type RemoteImage } from "../../releases/artifact-stores.ts";
import { openChartStore } from "../../releases/chart-stores.ts";

/** Where the artifacts of a release go. */
export interface Destinations {
  engine: Engine;
  /** Of each service. */
  images: readonly [ImageDestination, ...ImageDestination[]];
  charts: ChartStore;
  /** That of the commit's chart, by what its file says. */
  chartName: string;
  /** Throws unless a chart of this name may be published; that of the commit is asked for already. */
  verifyChart(name: string): Promise<void>;
}

export interface ImageDestination extends ImageNames {
  /** Undefined where the image stays on this machine. */
  remote: RemoteImage | undefined;
}

/** Where one image goes. */
export interface ImagePlace {
  engine: Engine;
  image: ImageDestination;
}

/** Connects to engine, registry and chart repository, and checks the rights to write there. */
export async function openDestinations(
  config: Config,
  chartName: () => Promise<string>,
  reach: Access,
): Promise<Destinations> {
  const connecting = connectEngine(reach.env, reach);
  const [first, ...others] = namingOf(config).images;
  const open = (names: ImageNames) => openImagePlace(connecting, config, names, reach);
  const [engine, images, places] = await Promise.all([
    connecting,
    Promise.all([open(first), ...others.map(open)]),
    openCharts(config, chartName, reach),
  ]);
  return { engine, images, ...places };
}

async function openImagePlace(
  engine: Promise<Engine>,
  config: Config,
  names: ImageNames,
  reach: Access,
): Promise<ImageDestination> {
  if (!pushedImages(config).includes(names.push)) return { ...names, remote: undefined };
  const remote = await openImage(names.push, reach, () => engine);
  await remote.registry.verifyPushRight();
  return { ...names, remote };
}

async function openCharts(
  config: Config,
  chartName: () => Promise<string>,
  reach: Access,
): Promise<Pick<Destinations, "charts" | "chartName" | "verifyChart">> {
  const { repository } = config.chart;
  const charts = openChartStore(repository, { ...reach, project: config.name });
  const verify = async (name: string) => {
    if (repository) verifyChartName(repository, name);
    if (repository) for (const image of pushedImages(config)) verifyApart(repository, name, image);
    await charts.verifyWriteRight(name);
  };
  const called = await chartName();
  await verify(called);
  return { charts, chartName: called, verifyChart: async (name) => (name === called ? undefined : verify(name)) };
}
