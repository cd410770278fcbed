import { digestOf } from "../../adapters/chart-repository.ts";
import { connectEngine, findImage } from "../../adapters/engine.ts";
import { type Repository, subjectOf } from "../../adapters/git/repository.ts";
import { labels } from "../../domain/image/reference.ts";
import { type Release, runReference } from "../../domain/release/release.ts";
import { downloadChart, openImage, type Reach } from "../../releases/artifact-stores.ts";
import { agreement, check } from "../../releases/check-link.ts";
import type { Link } from "../../results/trace.ts";

/** The registry, or the engine if the image was never pushed, has the image that the tag names. */
export const imageLink = (release: Release, reach: Reach): Promise<Link> =>
  check("image", runReference(release), async () => {
    const { repository, digest, id } = release.image;
    if (!digest) {
      const local = await findImage(await connectEngine(reach.env), runReference(release));
      return agreement(
        local?.id === id,
        "in this engine",
        local ? `this engine has ${local.id}` : "this engine does not have it",
      );
    }
    const { registry } = await openImage(repository, reach);
    const found = await registry.find(release.version);
    const same = found?.digest === digest && found.labels[labels.revision] === release.commit;
    return agreement(
      same,
      "the registry has it, labelled with this commit",
      found ? `the registry has ${found.digest}` : "the registry does not have it",
    );
  });

/** The chart repository has the chart that the tag names. */
export function chartLink({ chart, version }: Release, reach: Reach): Promise<Link> | undefined {
  if (!chart) return undefined;
  const { name, repository, digest } = chart;
  return check("chart", `${name} ${version} ${digest}`, async () => {
    const packaged = await downloadChart(chart, version, reach);
    const place = repository ?? "this machine";
    const found = packaged && digestOf(packaged);
    return agreement(found === digest, `in ${place}`, found ? `${place} has ${found}` : `${place} does not have it`);
  });
}

export const tagLink = (tag: string, place: string): Link => ({
  part: "tag",
  value: tag,
  state: "agrees",
  note: place,
});

export const commitLink = (repository: Repository, commit: string): Promise<Link> =>
  check("commit", commit, async () => ({ state: "agrees", note: await subjectOf(repository, commit) }));
