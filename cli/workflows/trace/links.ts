import { chartCredentials, digestOf, openChartRepository } from "../../adapters/chart-repository.ts";
import { credentialsFor } from "../../adapters/docker-credentials.ts";
import { connectEngine, findImage, trustsPlainHttp } from "../../adapters/engine.ts";
import { type Repository, subjectOf } from "../../adapters/git/repository.ts";
import { openRegistry } from "../../adapters/registry.ts";
import { readState } from "../../adapters/state.ts";
import { labels, parseImageName } from "../../domain/image/reference.ts";
import { type Release, runReference } from "../../domain/release/record.ts";
import { tagOf } from "../../domain/release/version.ts";
import type { ComposeContainer } from "../../domain/rollout/compose.ts";
import type { Link } from "../../domain/trace.ts";
import { localChart } from "../release/chart.ts";
import { agreement, check } from "./check.ts";

interface Places {
  /** Name of the project in chatops.yaml. */
  project: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/** The container runs the very image that the tag names. */
export const containerLink = (container: ComposeContainer, release: Release, env: NodeJS.ProcessEnv): Promise<Link> =>
  check("container", container.name, async () => {
    const image = await findImage(await connectEngine(env), runReference(release));
    const health = container.health === "none" ? container.status : container.health;
    return agreement(
      image?.id === container.image,
      `${health}, runs this image`,
      `runs ${container.image}, another image`,
    );
  });

/** The registry, or the engine where the image was never pushed, has the image that the tag names. */
export const imageLink = (release: Release, { env, signal }: Places): Promise<Link> =>
  check("image", runReference(release), async () => {
    const { repository, digest, id } = release.image;
    if (!digest) {
      const local = await findImage(await connectEngine(env), runReference(release));
      return agreement(
        local?.id === id,
        "in this engine",
        local ? `this engine has ${local.id}` : "this engine does not have it",
      );
    }
    const host = parseImageName(repository).registry;
    const [credentials, insecure] = await Promise.all([
      credentialsFor(host, env),
      trustsPlainHttp(() => connectEngine(env), host),
    ]);
    const found = await openRegistry(repository, { credentials, insecure, signal }).find(release.version);
    const same = found?.digest === digest && found.labels[labels.revision] === release.commit;
    return agreement(
      same,
      "the registry has it, labelled with this commit",
      found ? `the registry has ${found.digest}` : "the registry does not have it",
    );
  });

/** The chart repository has the chart that the tag names. */
export function chartLink({ chart, version }: Release, { project, env, signal }: Places): Promise<Link> | undefined {
  if (!chart) return undefined;
  const { name, repository, digest } = chart;
  return check("chart", `${name} ${version} ${digest}`, async () => {
    const packaged = repository
      ? await openChartRepository(repository, { credentials: chartCredentials(env), signal }).download(name, version)
      : await readState(localChart(env, project, `${name}-${version}.tgz`));
    const place = repository ?? "this machine";
    const found = packaged && digestOf(packaged);
    return agreement(found === digest, `in ${place}`, found ? `${place} has ${found}` : `${place} does not have it`);
  });
}

export const tagLink = (version: string, place: string): Link => ({
  part: "tag",
  value: tagOf(version),
  state: "agrees",
  note: place,
});

export const commitLink = (repository: Repository, commit: string): Promise<Link> =>
  check("commit", commit, async () => ({ state: "agrees", note: await subjectOf(repository, commit) }));
