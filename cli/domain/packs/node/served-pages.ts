import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import type { Source } from "../shared/scan.ts";
import { type Found, lineAt, type ProjectTree, subtree } from "../tree.ts";
import { builtOf } from "./built.ts";
import type { ServedPage } from "./findings.ts";
import { baseOf, installationOf, toolsStage } from "./installation.ts";
import { type Manifest, manifestFile, readManifest } from "./manifest.ts";
import { detectSinglePage } from "./single-page.ts";

/** None that a script of the program builds already, and none of a package of several. */
export function servedPages(tree: ProjectTree, manifest: Manifest, sources: readonly Source[]): ServedPage[] {
  if (tree.within) return [];
  const folders = tree.paths.flatMap((path) => /^([^/]+)\/package\.json$/.exec(path)?.[1] ?? []);
  return folders.flatMap((folder) => {
    const own = subtree(tree, folder);
    const page = detectSinglePage(readManifest(own), own);
    const output = page?.output.value ?? "";
    const at = page && !output.startsWith("..") ? servedAt(sources, folder, output) : undefined;
    if (!page || !at || isBuiltByScript(manifest, folder)) return [];
    return [{ folder, output, script: page.script, built: builtOf(own), at }];
  });
}

const isBuiltByScript = ({ scripts }: Manifest, folder: string) =>
  ["build", "prebuild", "postbuild", "postinstall", "prestart", "start"].some((name) =>
    (scripts[name] ?? "").split(/[\s/=;&"']+/).includes(folder),
  );

/** `"client/build"`, or `"client", "build"` where a path is put together. */
export function servedAt(sources: readonly Source[], folder: string, output: string): string | undefined {
  for (const { path, text } of sources) {
    if (path.startsWith(`${folder}/`)) continue;
    const index = [`${folder}/${output}`, `"${folder}", "${output}"`, `'${folder}', '${output}'`]
      .map((way) => text.indexOf(way))
      .find((place) => place !== -1);
    if (index !== undefined) return `${path}:${lineAt(text, index)}`;
  }
  return undefined;
}

const stageOf = ({ folder }: ServedPage, { length }: readonly ServedPage[]) =>
  length === 1 ? "pages" : `pages-${folder.toLowerCase()}`;

/** Each is built with the Node and the package manager that it is for. */
export const pageStages = (pages: readonly ServedPage[]): Stage[] =>
  pages.map((page) => {
    const { folder, script, built } = page;
    const { manager, lockfile } = built.chosen;
    return {
      from: baseOf(built),
      as: stageOf(page, pages),
      instructions: [
        ...toolsStage(baseOf(built), built).instructions.filter((instruction) => !("workdir" in instruction)),
        { workdir: `/app/${folder}` },
        { copy: [manifestFile, ...(lockfile ? [lockfile] : [])].map((file) => `${folder}/${file}`), to: "./" },
        { run: installationOf(built).install, cache: manager.cache },
        { copy: [folder], to: "./" },
        { run: manager.run(script) },
      ],
    };
  });

export const pageCopies = (pages: readonly ServedPage[]): Instruction[] =>
  pages.map((page) => ({
    copy: [`/app/${page.folder}/${page.output}`],
    to: `./${page.folder}/${page.output}`,
    from: stageOf(page, pages),
  }));

/** What is said of them. */
export const servedFound = (pages: readonly ServedPage[], served?: { output: string; at: string }): Found<string>[] => [
  ...pages.map(({ folder, output, at }) => ({ value: `${folder}/${output}`, at })),
  ...(served ? [{ value: served.output, at: served.at }] : []),
];
