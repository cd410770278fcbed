import { join } from "node:path";
import { chartCredentials, openChartRepository } from "../adapters/chart-repository.ts";
import { credentialsFor } from "../adapters/docker-credentials.ts";
import { connectEngine, trustsPlainHttp } from "../adapters/engine.ts";
import { certificatesFor } from "../adapters/registry/certificates.ts";
import { openRegistry, type Registry } from "../adapters/registry/images.ts";
import { readState, stateFolder } from "../adapters/state.ts";
import type { RegistryCredentials } from "../core/registry-credentials.ts";
import { parseImageName } from "../domain/image/reference.ts";
import { chartFile } from "../domain/release/naming.ts";
import type { ReleasedChart } from "../domain/release/release.ts";
import type { Access } from "./access.ts";

/** From where artifacts are reached. */
export interface Reach extends Access {
  /** Name of the project in chatops.yaml. */
  project: string;
}

/** An image in its registry, and as whom it is reached. */
export interface RemoteImage {
  registry: Registry;
  credentials: RegistryCredentials | undefined;
}

/** Opens the registry of an image, `registry/team/chat`, as the user's docker command would. */
export async function openImage(
  repository: string,
  { env, signal, onWait }: Access,
  connect = () => connectEngine(env, { signal, onWait }),
): Promise<RemoteImage> {
  const host = parseImageName(repository).registry;
  const [credentials, insecure, tls] = await Promise.all([
    credentialsFor(host, env, onWait),
    trustsPlainHttp(connect, host),
    certificatesFor(host, env),
  ]);
  return { registry: openRegistry(repository, { credentials, insecure, signal, onWait, env, tls }), credentials };
}

/** A released chart, from where it was published; undefined where it is not there. */
export async function downloadChart(
  { name, repository }: ReleasedChart,
  version: string,
  { project, env, signal, onWait }: Reach,
): Promise<Uint8Array | undefined> {
  if (!repository) return readState(localChart(env, project, chartFile(name, version)));
  const credentials = chartCredentials(env);
  return openChartRepository(repository, { credentials, signal, onWait, env }).download(name, version);
}

/** Where a chart is kept that was released without a chart repository. */
export const localChart = (env: NodeJS.ProcessEnv, project: string, file: string): string =>
  join(stateFolder(env, project), "charts", file);
