import { preconditionError } from "../../../lib/errors.ts";
import type { Steps } from "../../core/steps.ts";
import { Unreachable } from "../../core/unreachable.ts";
import { digestOf } from "../../domain/digest.ts";
import { labels, parseImageName } from "../../domain/image/reference.ts";
import type { KnownImage } from "../../domain/preflight/images.ts";
import { keyFor } from "../../domain/release/naming.ts";
import { imagesOf, type Release, runReference } from "../../domain/release/release.ts";
import { openImage, type Reach } from "../../releases/artifact-stores.ts";
import { openStoreOf } from "../../releases/chart-stores.ts";

/** An image as its registry was seen to have it. */
export interface VerifiedImage extends KnownImage {
  repository: string;
  digest: string;
}

/**
 * Checks that the registry has the images that the release's tag names; throws if it has others. A registry that cannot
 * be reached from here is a warning, and its images are not in the answer: the cluster may well reach it.
 */
export async function verifyReleased(steps: Steps, release: Release, reach: Reach): Promise<VerifiedImage[]> {
  const all = imagesOf(release).map((image) => verifyImage({ ...release, image }, reach));
  const found = await Promise.all(all);
  const doubts = found.flatMap((each) => (each instanceof Unreachable ? each.message : []));
  for (const doubt of new Set(doubts)) steps.warn(doubt, "The cluster may reach it all the same.");
  return found.flatMap((each) => (each instanceof Unreachable ? [] : each));
}

async function verifyImage(release: Release, reach: Reach): Promise<VerifiedImage | Unreachable> {
  // A copy is made once nothing else speaks against the promotion.
  const { digest, copiedFrom: repository = release.image.repository } = release.image;
  if (!digest) {
    throw preconditionError(`the image of ${release.version} was never pushed, so no cluster can pull it`, {
      hint: `Set \`${keyFor(release.image, "image")}\` in chatops.yaml to a name in a registry, commit, and release again.`,
    });
  }
  try {
    const { registry, credentials } = await openImage(repository, reach);
    const found = await registry.find(digest);
    if (found && found.labels[labels.revision] === release.commit) {
      const { architectures } = found;
      return { repository, digest, isThere: true, architectures, isPublic: credentials === undefined };
    }
    const host = parseImageName(repository).registry;
    throw preconditionError(`the registry ${host} ${found ? "has another image as" : "does not have"} ${digest}`, {
      details: [`released: ${runReference(release)}`],
      hint: "Somebody deleted or replaced it. Release a new version.",
    });
  } catch (error) {
    if (error instanceof Unreachable) return error;
    throw error;
  }
}

/** The chart of a release as it was published. Throws if it is not there any more, or another one is. */
export async function fetchChart({ chart, version }: Release, reach: Reach): Promise<Uint8Array> {
  if (!chart) {
    throw preconditionError(`${version} was released without a chart`, {
      hint: "`chatops import` writes one; commit it and release again.",
    });
  }
  const store = openStoreOf(chart, reach);
  const packaged = await store.download({ name: chart.name, version });
  const { place, url } = store;
  if (packaged && digestOf(packaged) === chart.digest) return packaged;
  throw preconditionError(
    packaged
      ? `${place} has another chart as ${chart.name} ${version} than the one that was released`
      : `${place} does not have the chart ${chart.name} ${version}`,
    {
      details: [`released: ${chart.digest}`, ...(packaged ? [`found:    ${digestOf(packaged)}`] : [])],
      hint: url
        ? "Somebody deleted or replaced it. Release a new version."
        : "Promote where it was released, or set `chart.repository` in chatops.yaml and release again.",
    },
  );
}
