import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Values } from "../../domain/chart/image-keys.ts";
import { stampsFor } from "../../domain/chart/pins.ts";
import type { Unstamped } from "../../domain/chart/stamp.ts";
import { complainOfImage } from "./chart-refusal.ts";
import { type Subject, tryStamps } from "./chart-rendering.ts";

/**
 * How the chart is told to run a release's image, found by rendering it: with its own values, and with those that environments
 * lay over them. Throws if it runs other images whatever it is told: nobody could promote it.
 */
export async function findImageValues(subject: Subject): Promise<(release: Unstamped) => Values> {
  const { config, release } = subject;
  const stamps = stampsFor(release, config.chart.image);
  const valuesOf = (index: number) => (other: Unstamped) => stampsFor(other, config.chart.image)[index]?.values ?? {};
  const seen: string[] = [];
  let isRendered = false;
  for (const values of valuesFilesOf(subject)) {
    const tried = await tryStamps(subject, stamps, values);
    if (tried.found) return valuesOf(stamps.indexOf(tried.found));
    isRendered ||= tried.isRendered;
    seen.push(...tried.images);
  }
  if (isRendered) await complainOfImage(subject, seen);
  return valuesOf(0);
}

/** None, and the files of each environment that are in the commit. */
function valuesFilesOf({ config, checkout }: Subject): string[][] {
  const all = Object.values(config.environments).map(({ kubernetes }) =>
    (kubernetes?.values ?? []).map((path) => join(checkout.project, path)),
  );
  return [[], ...all.filter((paths) => paths.length > 0 && paths.every((path) => existsSync(path)))];
}
