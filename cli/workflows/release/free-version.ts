import { commitOfPackage } from "../../domain/chart/stamp.ts";
import { following } from "../../domain/release/version.ts";
import type { Destinations } from "./destinations.ts";
import { findStored } from "./image-store.ts";
import { takenBy } from "./version.ts";

/**
 * The version itself, or, if an image or a chart that is not of this commit has it already, the next free one: the store would
 * refuse the other after the one is published. Throws instead if a person asked for this version and no other.
 */
export async function freeVersion(
  places: Destinations,
  version: string,
  commit: string,
  isFixed: boolean,
): Promise<string> {
  for (let candidate = version; ; candidate = following(candidate)) {
    const owner = (await ownersOf(places, candidate)).find((each) => each !== undefined && each !== commit);
    if (owner === undefined) return candidate;
    if (isFixed) throw takenBy(version, owner);
  }
}

/** Commits of the images and of the chart that have a version; undefined of what is not there. */
async function ownersOf({ engine, images, charts, chartName }: Destinations, version: string) {
  const [packaged, ...stored] = await Promise.all([
    charts.download({ name: chartName, version }),
    ...images.map((image) => findStored({ engine, image }, version)),
  ]);
  return [packaged && commitOfPackage(packaged), ...stored.map((image) => image?.commit)];
}
