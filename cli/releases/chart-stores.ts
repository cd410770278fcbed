import { join } from "node:path";
import { chartMuseum } from "../adapters/charts/chartmuseum.ts";
import { gitlabCharts } from "../adapters/charts/gitlab.ts";
import { chartCredentials, type HttpRepository, openHttpRepository } from "../adapters/charts/http-repository.ts";
import { localCharts } from "../adapters/charts/local.ts";
import { ociCharts } from "../adapters/charts/oci.ts";
import { putCharts } from "../adapters/charts/put.ts";
import type { ChartStore } from "../adapters/charts/store.ts";
import { helmCredentialsFor } from "../adapters/docker-credentials.ts";
import { fileAt, type Repository } from "../adapters/git/repository.ts";
import { openRegistryClient, type RegistryOptions } from "../adapters/registry/client.ts";
import { readState, stateFolder, verifyWritable, writeState } from "../adapters/state.ts";
import { type ChartLocation, locationAt } from "../core/config/chart-repository.ts";
import type { Config } from "../core/config/schema.ts";
import { nameIn } from "../domain/chart/metadata.ts";
import { parseImageName } from "../domain/image/reference.ts";
import type { ReleasedChart } from "../domain/release/release.ts";
import { type Reach, registryOptions } from "./artifact-stores.ts";

const httpStores: Record<Exclude<ChartLocation["kind"], "oci">, (repository: HttpRepository) => ChartStore> = {
  chartmuseum: chartMuseum,
  put: putCharts,
  gitlab: gitlabCharts,
};

/** Opens where charts are published; without a location they stay on this machine. */
export function openChartStore(location: ChartLocation | undefined, reach: Reach): ChartStore {
  const { env, project, signal, onWait } = reach;
  if (!location) {
    const folder = join(stateFolder(env, project), "charts");
    return localCharts({ folder, read: readState, write: writeState, verifyWritable });
  }
  const { kind, url } = location;
  if (kind === "oci") {
    return ociCharts(url, async (repository) => openRegistryClient(repository, await chartOptions(repository, reach)));
  }
  return httpStores[kind](openHttpRepository(url, { credentials: chartCredentials(env), signal, onWait, env }));
}

/** As whom the registry of a chart is spoken to: who is not logged in with Docker may be with Helm. */
async function chartOptions(repository: string, reach: Reach): Promise<RegistryOptions> {
  const options = await registryOptions(repository, reach);
  if (options.credentials) return options;
  const { registry } = parseImageName(repository);
  return { ...options, credentials: await helmCredentialsFor(registry, reach.env, reach.onWait) };
}

/** Opens where a released chart was published. */
export const openStoreOf = ({ repository }: ReleasedChart, reach: Reach): ChartStore =>
  openChartStore(repository === undefined ? undefined : locationAt(repository), reach);

/** Name of the project's chart at a commit: that of the project if there is no telling. */
export async function chartNameAt(repository: Repository, commit: string, { chart, name }: Config): Promise<string> {
  const text = await fileAt(repository, commit, `${chart.path}/Chart.yaml`);
  return nameIn(text ?? "") ?? name;
}
