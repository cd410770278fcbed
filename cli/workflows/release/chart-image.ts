import { existsSync } from "node:fs";
import { join } from "node:path";
import { imageKeysOf } from "../../core/config/services.ts";
import type { Values } from "../../domain/chart/image-keys.ts";
import { type Stamp, stampsFor } from "../../domain/chart/pins.ts";
import type { Unstamped } from "../../domain/chart/stamp.ts";
import { imagesOf } from "../../domain/release/release.ts";
import { complainOfImage } from "./chart-refusal.ts";
import { type Subject, tryStamps } from "./chart-rendering.ts";

/**
 * How the chart is told to run a release's images, found by rendering it: with its own values, and with those that environments
 * lay over them. Throws if it runs others whatever it is told: nobody could promote it.
 */
export async function findImageValues(subject: Subject): Promise<(release: Unstamped) => Values[]> {
  const searches = stampsOf(subject, subject.release).map((each) => ({
    ...each,
    found: undefined as Stamp | undefined,
  }));
  const seen: string[] = [];
  let isRendered = false;
  let refusals: readonly string[] = [];
  for (const values of valuesFilesOf(subject)) {
    const open = searches.map(({ found, stamps }) => (found ? [found] : stamps));
    const tried = await tryStamps(subject, open, values);
    for (const [index, search] of searches.entries()) if (tried.references[index]) search.found = tried.pins[index];
    if (searches.every(({ found }) => found)) break;
    isRendered ||= tried.isRendered;
    seen.push(...tried.images);
    refusals = tried.refusals;
  }
  const places = searches.map(({ found, stamps }) => (found ? stamps.indexOf(found) : 0));
  const chosen = searches.map(({ stamps }, index) => stamps[places[index] ?? 0]);
  for (const { image, found } of searches) {
    if (isRendered && !found) await complainOfImage(subject, image, { seen, stamps: chosen, refusals });
  }
  return (release) => stampsOf(subject, release).map(({ stamps }, index) => stamps[places[index] ?? 0]?.values ?? {});
}

/** The ways to name each of the images, in the same order for every release. */
const stampsOf = ({ config }: Subject, release: Unstamped) =>
  imagesOf(release).map((image) => ({
    image,
    stamps: stampsFor({ image, version: release.version }, imageKeysOf(config, image.service)),
  }));

/** None, and the files of each environment that are in the commit. */
function valuesFilesOf({ config, checkout }: Subject): string[][] {
  const all = Object.values(config.environments).map(({ kubernetes }) =>
    (kubernetes?.values ?? []).map((path) => join(checkout.project, path)),
  );
  return [[], ...all.filter((paths) => paths.length > 0 && paths.every((path) => existsSync(path)))];
}
