import { existsSync } from "node:fs";
import { join } from "node:path";
import type { SandboxContext } from "../context.ts";
import { readJson, writeJson } from "../files.ts";
import { outputOf } from "../origin.ts";
import type { Paths } from "../paths.ts";
import type { SetupStep } from "../setup-step.ts";
import { docker, isEngineUp, rememberedEngine } from "./engine.ts";
import { archiveOf, type BaseImage, baseImages, buildImages, debianImage, label, madeOf } from "./image-build.ts";
import type { Engine, Part, PartState, Wanted } from "./part.ts";
import { rootfsPrograms } from "./rootfs.ts";

const patience = 180_000;
const listOf = (paths: Paths) => join(paths.state, "images.json");
const names = (images: BaseImage[]) => images.join(" and ");

/** What must be made, as far as it can be known: an engine that is not there yet has no images. */
async function imageSteps({ paths, engine }: Wanted): Promise<SetupStep[]> {
  const isUp = await isEngineUp(paths, engine);
  const absent = isUp ? await absentImages(paths, engine) : [...baseImages];
  if (absent.length === 0) return [];
  if (isCached(paths, absent)) return [{ title: `load ${names(absent)}`, seconds: 10 }];
  if (isUp && (await isPullable(paths, engine))) return [{ title: `pull ${names(absent)}`, seconds: 30 }];
  const title = `${isUp ? "" : "pull, or "}make ${names(absent)} of Debian's packages`;
  return [{ title, seconds: 60, programs: rootfsPrograms }];
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
async function provideImages({ paths, report, engine }: Wanted): Promise<void> {
  const absent = await absentImages(paths, engine);
  if (absent.length === 0) return;
  if (isCached(paths, absent)) {
    report("images: loading from the cache");
    for (const image of absent) await docker(paths, engine, ["load", "--input", archiveOf(paths, image)]);
    noteMade(paths, absent);
  } else if (!(await pull({ paths, report }, engine, absent))) {
    report("images: making them of Debian's packages");
    await buildImages(paths, engine, absent);
    noteMade(paths, [...absent, debianImage]);
  }
}

/** Remembers what was made in an engine that may be the user's. */
export const noteMade = (paths: Paths, images: string[]): void =>
  writeJson(listOf(paths), [...new Set([...(readJson<string[]>(listOf(paths)) ?? []), ...images])]);

/** Takes the images that this sandbox made out of an engine that was there before. */
export async function removeImages(paths: Paths, engine: Engine): Promise<void> {
  const images = readJson<string[]>(listOf(paths)) ?? [];
  if (images.length > 0) await docker(paths, engine, ["image", "rm", ...images]);
}

const isCached = (paths: Paths, images: BaseImage[]) => images.every((image) => existsSync(archiveOf(paths, image)));

async function pull({ paths, report }: SandboxContext, engine: Engine, images: BaseImage[]): Promise<boolean> {
  if (!(await isPullable(paths, engine))) return false;
  report(`images: pulling ${names(images)}`);
  const signal = AbortSignal.timeout(patience);
  const pulls = images.map((image) => docker(paths, engine, ["pull", "--quiet", image], { signal }));
  const results = await Promise.allSettled(pulls);
  return results.every(({ status }) => status === "fulfilled");
}

/** Asked of the registry by the client: in a closed network an engine would try for long. */
function isPullable(paths: Paths, engine: Engine): Promise<boolean> {
  return docker(paths, engine, ["manifest", "inspect", baseImages[0]], { timeoutMs: 5_000 }).then(
    () => true,
    () => false,
  );
}

async function imageState(paths: Paths, image: BaseImage): Promise<PartState> {
  const engine = rememberedEngine(paths);
  const format = `{{index .Config.Labels "${label}"}} {{.Id}}`;
  const answer = engine && (await outputOf(docker(paths, engine, ["image", "inspect", "--format", format, image])));
  const [made, id = ""] = answer?.replace("<no value>", "").split(" ") ?? [];
  const origin = made ? "made here" : id && "found or pulled";
  return { name: image, version: id.slice(7, 19), address: "", origin, running: id !== "" };
}

export const imagesPart: Part = {
  name: "images",
  setup: imageSteps,
  after: ["engine"],
  start: provideImages,
  state: (paths) => Promise.all(baseImages.map((image) => imageState(paths, image))),
};
