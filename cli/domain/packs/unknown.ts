import { type Failure, preconditionError } from "../../../lib/errors.ts";
import { composeFilesOf } from "../services/settings-files.ts";
import { packs } from "./all.ts";
import { type ProjectTree, subtree } from "./tree.ts";

/** Languages that no pack builds: the manifest at the top, and what their files are called. */
const languages: readonly { name: string; manifest: RegExp; files: RegExp; unless?: string }[] = [
  // Beside a package.json, it is for those who take the package from there.
  { name: "TypeScript for Deno", manifest: /^deno\.jsonc?$/, files: /(?!)/, unless: "package.json" },
  { name: "Java or Kotlin", manifest: /^build\.xml$/, files: /\.(?:java|kt)$/ },
  { name: "Scala", manifest: /^build\.sbt$/, files: /\.scala$/ },
  { name: "Clojure", manifest: /^(?:project\.clj|deps\.edn)$/, files: /\.clj$/ },
  { name: "Swift", manifest: /^Package\.swift$/, files: /\.swift$/ },
  { name: "Dart", manifest: /^pubspec\.yaml$/, files: /\.dart$/ },
  { name: "Haskell", manifest: /^[^/]+\.cabal$/, files: /\.hs$/ },
  { name: "C or C++", manifest: /^CMakeLists\.txt$/, files: /\.(?:c|cc|cpp|hpp)$/ },
  { name: "Perl", manifest: /^cpanfile$/, files: /\.p[lm]$/ },
];

/** The manifest at the top of a language that no pack builds. */
export const otherLanguage = ({ paths }: ProjectTree): { name: string; at: string } | undefined =>
  languages
    .filter(({ unless }) => !unless || !paths.includes(unless))
    .flatMap(({ name, manifest }) => paths.filter((path) => manifest.test(path)).map((at) => ({ name, at })))
    .at(0);

/** Why nothing was imported: the language that was found, the projects below, and the way out. */
export function unknownProject(tree: ProjectTree): Failure {
  const named = otherLanguage(tree);
  if (named) return writtenIn(tree, named);
  const below = projectsBelow(tree);
  if (below.length > 0) {
    const count = below.length === 1 ? "a project" : "several projects";
    return preconditionError(`${tree.folder} holds ${count} below, and none at its top`, {
      details: below.map(({ folder, pack }) => `${folder}: ${pack}`),
      hint: `Import ${below.length === 1 ? "it" : "one of them"}, as in \`chatops import ${below[0]?.folder}\`; nothing was written.`,
    });
  }
  const found = languageOf(tree);
  if (found) return writtenIn(tree, found);
  const run = imagesRun(tree);
  if (run) return onlyImages(tree, run);
  return preconditionError(`no project that chatops knows in ${tree.folder}`, {
    details: packs.map(({ name, missing }) => `${name}: ${missing}`),
    hint: "Name the project's folder, as in `chatops import path/to/project`, or write a Dockerfile; nothing was written.",
  });
}

const writtenIn = ({ folder }: ProjectTree, { name, at }: { name: string; at: string }) =>
  preconditionError(`${folder} is written in ${name} (${at}), for which chatops writes no Dockerfile yet`, {
    hint: "Write a Dockerfile for it and run the import again: everything else is read from that; nothing was written.",
  });

/** A Compose file that builds nothing. */
function imagesRun(tree: ProjectTree): { file: string; images: string[] } | undefined {
  const [file] = composeFilesOf(tree);
  const images = file?.services.flatMap(([, { image, build }]) => (image && !build ? [String(image)] : [])) ?? [];
  return file && images.length === file.services.length && images.length > 0 ? { file: file.path, images } : undefined;
}

const onlyImages = ({ folder }: ProjectTree, { file, images }: { file: string; images: string[] }) =>
  preconditionError(`there is nothing to build in ${folder}: ${file} runs images of others alone`, {
    details: images,
    hint: `\`docker compose up\` runs them. To release settings or pages of yours with one, write a Dockerfile that begins \`FROM ${images[0]}\`; nothing was written.`,
  });

/** By what most files are written in. */
function languageOf({ paths }: ProjectTree): { name: string; at: string } | undefined {
  const counted = languages.map(({ name, files }) => ({ name, found: paths.filter((path) => files.test(path)) }));
  const [most] = counted.sort((a, b) => b.found.length - a.found.length);
  const [at] = most?.found.sort((a, b) => a.split("/").length - b.split("/").length) ?? [];
  return most && at !== undefined ? { name: most.name, at } : undefined;
}

const deepest = 2;

/** Folders at most two levels down that a pack recognizes; one inside of another belongs to that. */
function projectsBelow(tree: ProjectTree): { folder: string; pack: string }[] {
  const folders = new Set(tree.paths.flatMap((path) => foldersOf(path)));
  const found: { folder: string; pack: string }[] = [];
  for (const folder of [...folders].sort()) {
    if (folder.startsWith(".") || found.some((other) => folder.startsWith(`${other.folder}/`))) continue;
    const below = subtree(tree, folder);
    const [pack] = (["certain", "likely"] as const).flatMap((sure) =>
      packs.filter((candidate) => candidate.recognize(below)?.sure === sure),
    );
    if (pack) found.push({ folder, pack: pack.title });
  }
  return found;
}

const foldersOf = (path: string) => {
  const parts = path.split("/").slice(0, -1);
  return Array.from({ length: Math.min(parts.length, deepest) }, (_, index) => parts.slice(0, index + 1).join("/"));
};
