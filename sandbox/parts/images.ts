import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJson, writeJson } from "../files.ts";
import type { Paths } from "../paths.ts";
import type { Site } from "../site.ts";
import { docker, type Engine } from "./engine.ts";
import { archiveOf, type BaseImage, baseImages, buildImages, debianImage, label, madeOf } from "./image-build.ts";
import type { Work } from "./part.ts";

const patience = 180_000;
const listOf = (paths: Paths) => join(paths.state, "images.json");
const names = (images: BaseImage[]) => images.join(" and ");

/** What must be made, as far as it can be known: an engine that is not there yet has no images. */
export async function imageWork(paths: Paths, engine: Engine | undefined): Promise<Work[]> {
  const absent = engine ? await absentImages(paths, engine) : [...baseImages];
  if (absent.length === 0) return [];
  if (isCached(paths, absent)) return [{ title: `load ${names(absent)}`, seconds: 10 }];
  if (await isHubReachable()) return [{ title: `pull ${names(absent)}`, seconds: 30 }];
  return [{ title: `make ${names(absent)} of Debian's packages`, seconds: 60, needsDebian: true }];
}

/** The base images that the engine lacks, or has from an older recipe of ours. The user's own are never replaced. */
async function absentImages(paths: Paths, engine: Engine): Promise<BaseImage[]> {
  const format = `{{index .Config.Labels "${label}"}}`;
  const current = ["", "<no value>", madeOf()];
  const missing = await Promise.all(
    baseImages.map(async (image) => {
      const made = await docker(paths, engine, ["image", "inspect", "--format", format, image]).catch(() => undefined);
      return made && current.includes(made.stdout) ? [] : [image];
    }),
  );
  return missing.flat();
}

/** Brings the base images into the engine: from the cache, pulled, or made here. */
export async function prepareImages(site: Site, engine: Engine): Promise<void> {
  const { paths, report } = site;
  const absent = await absentImages(paths, engine);
  if (absent.length === 0) return;
  if (isCached(paths, absent)) {
    report("images: loading from the cache");
    for (const image of absent) await docker(paths, engine, ["load", "--input", archiveOf(paths, image)]);
    noteMade(paths, absent);
  } else if (!(await pull(site, engine, absent))) {
    report("images: making them of Debian's packages");
    await buildImages(paths, engine, absent);
    noteMade(paths, [...absent, debianImage]);
  }
}

const noteMade = (paths: Paths, images: string[]) =>
  writeJson(listOf(paths), [...new Set([...(readJson<string[]>(listOf(paths)) ?? []), ...images])]);

/** Takes the images that this sandbox made out of an engine that was there before. */
export async function removeImages(paths: Paths, engine: Engine): Promise<void> {
  const images = readJson<string[]>(listOf(paths)) ?? [];
  if (images.length > 0) await docker(paths, engine, ["image", "rm", ...images]);
}

const isCached = (paths: Paths, images: BaseImage[]) => images.every((image) => existsSync(archiveOf(paths, image)));

async function pull({ paths, report }: Site, engine: Engine, images: BaseImage[]): Promise<boolean> {
  if (!(await isHubReachable())) return false;
  report(`images: pulling ${names(images)}`);
  const signal = AbortSignal.timeout(patience);
  const pulls = images.map((image) => docker(paths, engine, ["pull", "--quiet", image], { signal }));
  const results = await Promise.allSettled(pulls);
  return results.every(({ status }) => status === "fulfilled");
}

// A closed network refuses at once, where an engine would try for long. Docker Hub answers 401 to the uninitiated.
function isHubReachable(): Promise<boolean> {
  return fetch("https://registry-1.docker.io/v2/", { signal: AbortSignal.timeout(3000) }).then(
    ({ status }) => status === 200 || status === 401,
    () => false,
  );
}
