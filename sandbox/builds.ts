import { helmWork, prepareHelm } from "./parts/helm.ts";
import type { Work } from "./parts/part.ts";
import { prepareSkaffold, skaffoldWork } from "./parts/skaffold.ts";
import type { Paths } from "./paths.ts";
import type { Site } from "./site.ts";

interface Build {
  work: (paths: Paths) => Work[] | Promise<Work[]>;
  prepare: (paths: Paths) => Promise<void>;
}

const builds: Record<string, Build> = {
  helm: { work: (paths) => helmWork(paths), prepare: (paths) => prepareHelm(paths) },
  skaffold: { work: skaffoldWork, prepare: prepareSkaffold },
};

/** Builds those of `programs` that have no package in Debian, one after the other: they share much of what they compile. */
export async function buildMissing({ paths, report }: Site, programs: string[]): Promise<void> {
  for (const name of programs) {
    const build = builds[name];
    for (const { title, seconds } of (await build?.work(paths)) ?? []) report(`${title} (about ${seconds} s)`);
    await build?.prepare(paths);
  }
}
