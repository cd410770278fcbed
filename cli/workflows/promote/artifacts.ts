import { chartCredentials, digestOf, openChartRepository } from "../../adapters/chart-repository.ts";
import { credentialsFor } from "../../adapters/docker-credentials.ts";
import { connectEngine, trustsPlainHttp } from "../../adapters/engine.ts";
import { openRegistry } from "../../adapters/registry.ts";
import { readState } from "../../adapters/state.ts";
import { Failure, preconditionError } from "../../core/errors.ts";
import type { Steps } from "../../core/steps.ts";
import { labels, parseImageName } from "../../domain/image/reference.ts";
import { type Release, type ReleasedChart, runReference } from "../../domain/release/record.ts";
import { localChart } from "../release/chart.ts";

interface Places {
  /** Name of the project in chatops.yaml. */
  project: string;
  env: NodeJS.ProcessEnv;
}

/**
 * Checks that the registry has the image that the release's tag names, and resolves to its chart, as it was published.
 * A registry that cannot be reached from here is a warning: the cluster may well reach it.
 */
export async function verifyArtifacts(steps: Steps, release: Release, places: Places): Promise<Uint8Array> {
  const [chart, doubt] = await Promise.all([
    fetchChart(release, places, steps.signal),
    verifyImage(release, places.env, steps.signal),
  ]);
  if (doubt) steps.warn(doubt, "The cluster may reach it all the same.");
  return chart;
}

/** Resolves to why the image could not be checked; throws where it is not the one that was released. */
async function verifyImage(release: Release, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string | undefined> {
  const { repository, digest } = release.image;
  if (!digest) {
    throw preconditionError(`the image of ${release.version} was never pushed, so no cluster can pull it`, {
      hint: "Set `image` in chatops.yaml to a name in a registry, commit, and release again.",
    });
  }
  try {
    const host = parseImageName(repository).registry;
    const [credentials, insecure] = await Promise.all([
      credentialsFor(host, env),
      trustsPlainHttp(() => connectEngine(env), host),
    ]);
    const found = await openRegistry(repository, { credentials, insecure, signal }).find(digest);
    if (found && found.labels[labels.revision] === release.commit) return undefined;
    throw preconditionError(`the registry ${host} ${found ? "has another image as" : "does not have"} ${digest}`, {
      details: [`released: ${runReference(release)}`],
      hint: "Somebody deleted or replaced it. Release a new version.",
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Failure && / does not answer/.test(error.message)) return error.message;
    throw error;
  }
}

async function fetchChart({ chart, version }: Release, places: Places, signal: AbortSignal): Promise<Uint8Array> {
  if (!chart) {
    throw preconditionError(`${version} was released without a chart`, {
      hint: "`chatops import` writes one; commit it and release again.",
    });
  }
  const packaged = await download(chart, version, places, signal);
  const place = chart.repository ?? "this machine";
  if (packaged && digestOf(packaged) === chart.digest) return packaged;
  throw preconditionError(
    packaged
      ? `${place} has another chart as ${chart.name} ${version} than the one that was released`
      : `${place} does not have the chart ${chart.name} ${version}`,
    {
      details: [`released: ${chart.digest}`, ...(packaged ? [`found:    ${digestOf(packaged)}`] : [])],
      hint: chart.repository
        ? "Somebody deleted or replaced it. Release a new version."
        : "Promote where it was released, or set `chart.repository` in chatops.yaml and release again.",
    },
  );
}

async function download(
  { name, repository }: ReleasedChart,
  version: string,
  { project, env }: Places,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  if (!repository) return readState(localChart(env, project, `${name}-${version}.tgz`));
  return openChartRepository(repository, { credentials: chartCredentials(env), signal }).download(name, version);
}
