import { dirname, join, relative } from "node:path/posix";
import { withoutTrailing } from "../../../core/text.ts";
import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import { gitIgnores } from "../../dockerfile/ignored.ts";
import type { Evidence, Warning } from "../pack.ts";
import { attempt } from "../shared/attempt.ts";
import { evidence } from "../shared/evidence.ts";
import { below, type Found, isOutOfSight, lineAt, type ProjectTree, subtree } from "../tree.ts";
import { builtOf } from "./built.ts";
import type { Built } from "./findings.ts";
import { builderStages } from "./image.ts";
import { isWorkspace, manifestFile, readManifest } from "./manifest.ts";
import { lockfiles } from "./package-managers.ts";
import { detectSinglePage } from "./single-page.ts";
import { buildWarnings } from "./warnings.ts";
import { writtenBeside } from "./written.ts";

/** Pages of a folder that a program in another language serves by itself, and that nobody committed. */
export interface Pages extends Built {
  folder: string;
  script: string;
  /** The folder that they are built into, from the top. */
  built: string;
  /** Where the program expects them, and what says so. */
  output: Found<string>;
}

/** What a program says of pages: folders that it takes into itself, and where it names one of its files. */
interface Served {
  embedded?: readonly Found<string>[];
  named(folder: string): string | undefined;
}

/** The pages that a program needs to be whole; those nearest to the top come first. */
export function detectPages(tree: ProjectTree, served: Served): Pages | undefined {
  const folders = tree.paths
    .filter((path) => path === manifestFile || path.endsWith(`/${manifestFile}`))
    .map((path) => (path === manifestFile ? "" : dirname(path)))
    .filter((folder) => !isOutOfSight(folder))
    .sort((a, b) => a.split("/").length - b.split("/").length);
  const found = folders.flatMap((folder) => pagesIn(tree, folder, served) ?? []);
  return found.find(isWhole) ?? broughtThere(tree, found, served);
}

/** Of one that builds pages alone, and one folder that nobody filled: what brings them there is in some script. */
function broughtThere(tree: ProjectTree, found: readonly Candidate[], { embedded = [] }: Served): Pages | undefined {
  const [first, ...others] = found.filter(({ built }) => built);
  const free = embedded.filter(({ value }) => isFree(tree, value) && !/\.[a-z0-9]{1,5}$/.test(value));
  const inSight = free.filter(({ value }) => !isOutOfSight(value));
  // Whether anything is in the others is known of those alone that nobody commits.
  const leftOut = free.filter(({ value }) => gitIgnores(tree.texts.get(".gitignore"), value) !== undefined);
  const [output, ...further] = inSight.length > 0 ? inSight : leftOut;
  return first && output && others.length + further.length === 0 ? { ...first, output } : undefined;
}

type Candidate = Omit<Pages, "output"> & { output?: Found<string> | undefined };

const isWhole = (candidate: Candidate): candidate is Pages => candidate.output !== undefined;

function pagesIn(tree: ProjectTree, folder: string, served: Served): Candidate | undefined {
  const built = readable(tree, folder);
  if (!built) return undefined;
  const own = built.tree;
  const page = detectSinglePage(built.manifest, own);
  const script = page?.script ?? (built.manifest.scripts.build === undefined ? undefined : "build");
  if (!script) return undefined;
  const outside = inProject(writtenAbove(own, folder), tree);
  const usual = page ? [below(folder, page.output.value)] : [];
  const output = outputOf(tree, folder, { written: outside ? [outside.value] : usual, served });
  // A folder outside of its own is there for somebody else.
  const taken = output ?? (outside && isFree(tree, outside.value) && !isTop(outside.value) ? outside : undefined);
  const made = taken?.value ?? outside?.value ?? usual[0] ?? "";
  const beside = taken || page || outside ? undefined : besideOf(tree, built, { folder, script, served });
  return { ...built, folder, script, built: beside?.value ?? made, output: beside ?? taken };
}

/** Where files of it lie already, or the program names the folder. */
function besideOf(
  { paths }: ProjectTree,
  built: Built,
  { folder, script, served }: { folder: string; script: string; served: Served },
): Found<string> | undefined {
  const found = writtenBeside(built, script);
  if (!found) return undefined;
  const value = below(folder, found.value);
  const at = paths.some((path) => isSameOrIn(path, value)) ? below(folder, found.at) : served.named(value);
  return at === undefined ? undefined : { value, at };
}

const isTop = (folder: string) => folder === "." || folder.startsWith("..");

interface Output {
  written: readonly string[];
  served: Served;
}

function outputOf(tree: ProjectTree, folder: string, { written, served }: Output): Found<string> | undefined {
  const embedded = (served.embedded ?? []).filter(({ value }) => isFree(tree, value));
  for (const value of written) {
    const at = isFree(tree, value)
      ? (embedded.find((one) => isSameOrIn(value, one.value) || isSameOrIn(one.value, value))?.at ??
        served.named(value))
      : undefined;
    if (at) return { value, at };
  }
  // What builds it is not known by its packages, and nothing else can write there.
  const inside = embedded.find(({ value }) => folder !== "" && value.startsWith(`${folder}/`));
  return written.length === 0 ? inside : undefined;
}

const isSameOrIn = (folder: string, other: string) =>
  other === "" || folder === other || folder.startsWith(`${other}/`);

/** What is committed so that a folder is there at all. */
const placeholder = /(?:^|\/)(?:\.git(?:keep|ignore)|\.?keep|\.?placeholder\w{0,20}|README(?:\.md)?)$/i;

/** Nothing that a browser could load stands in a folder. */
export const isFree = ({ paths }: ProjectTree, folder: string): boolean =>
  !paths.some((path) => isSameOrIn(path, folder) && !placeholder.test(path));

/** What pages beside the project write into it is named from the project. */
function inProject(place: Found<string> | undefined, { within }: ProjectTree): Found<string> | undefined {
  if (!place?.value.startsWith("../") || !within) return place;
  return { ...place, value: relative(within.folder, join(within.folder, place.value)) };
}

/** A package of a workspace is installed as the top says. */
function packageTree(tree: ProjectTree, folder: string): ProjectTree {
  if (folder === "") return tree;
  if (folder.startsWith("../") && tree.within)
    return packageTree(tree.within.repository, join(tree.within.folder, folder));
  const own = subtree(tree, folder);
  if (!tree.paths.includes(manifestFile) || lockfiles().some((file) => own.paths.includes(file))) return own;
  return isWorkspace(readManifest(tree), tree) ? { ...own, within: { repository: tree, folder } } : own;
}

/** A manifest that is broken builds nothing. */
const readable = (tree: ProjectTree, folder: string): Built | undefined =>
  attempt(() => builtOf(packageTree(tree, folder)));

const setAbove =
  /\b(?:outDir|outputDir|outputPath|distPath|path|pages)["']?\s{0,9}:[^\n]{0,80}?["'](\.\.\/[\w./-]{1,120})["']/;
const toAbove = /--(?:out-?dir|output-path|dist-dir|output)[= ](\.\.\/[\w./-]{1,120})/i;
const settings = /^(?:vite|vue|webpack|rollup|rsbuild|svelte|astro)\.config\.[cm]?[jt]s$|^angular\.json$/;

/** What a builder's settings are relative to. */
const ownRoot = /\broot\s{0,9}:\s{0,9}["']([\w./-]{1,80})["']/;

/** Where pages are built into a folder outside of their own. */
export function writtenAbove({ texts }: ProjectTree, folder: string): Found<string> | undefined {
  for (const [path, text] of texts) {
    const match = path === manifestFile ? toAbove.exec(text) : settings.test(path) ? setAbove.exec(text) : null;
    const root = path === manifestFile ? "." : (ownRoot.exec(text)?.[1] ?? ".");
    const value = match && withoutTrailing(join(folder, root, match[1] ?? ""), "/");
    if (match && value && !isSameOrIn(value, folder))
      return { value, at: `${below(folder, path)}:${lineAt(text, match.index)}` };
  }
  return undefined;
}

/** The stage that builds them, in the place where they are in the repository; `context` is the folder of the program's project. */
export function pagesStage(pages: Pages, context = ""): Stage {
  const sources: Instruction = { copy: ["."], to: "/app/" };
  const stages = builderStages(pages, { scripts: [pages.script], sources });
  const place = below(context, pages.folder);
  const instructions = stages.flatMap((stage) => stage.instructions);
  const moved = instructions.map((one): Instruction => {
    if ("workdir" in one) return { workdir: withoutTrailing(`/app/${place}`, "/") };
    return "copy" in one && one !== sources ? { ...one, copy: one.copy.map((path) => below(place, path)) } : one;
  });
  return {
    from: stages[0]?.from ?? "",
    as: "pages",
    instructions: pages.workspace ? instructions : moved,
  };
}

/** Brings what was built to where the program expects it. */
export const builtPages = ({ built, output }: Pages, context = ""): Instruction => ({
  copy: [`/app/${below(context, built)}`],
  to: `./${below(context, output.value)}`,
  from: "pages",
});

export const pagesEvidence = ({ folder, script, output, version, chosen }: Pages): Evidence[] => [
  evidence("assets", { value: `${output.value}, built by ${script} in ${folder || "."}`, at: output.at }, "certain"),
  evidence("node", { value: String(version.value), at: fromTop(folder, version.at) }, "certain"),
  evidence(chosen.manager.name, { at: fromTop(folder, chosen.at) }, "certain"),
];

const fromTop = (folder: string, at: string) => (at.startsWith("assumed") ? at : below(folder, at));

export const pagesWarnings = (pages: Pages): Warning[] => buildWarnings(pages);
