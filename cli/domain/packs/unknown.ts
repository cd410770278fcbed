import { type Failure, preconditionError } from "../../../lib/errors.ts";
import { packs } from "./all.ts";
import type { ProjectTree } from "./tree.ts";

/** Languages that no pack builds, by their manifests and by how their files are called. */
const languages: readonly { name: string; shownBy: RegExp }[] = [
  { name: "Java or Kotlin", shownBy: /(?:^|\/)(?:pom\.xml|build\.gradle(?:\.kts)?)$|\.(?:java|kt)$/ },
  { name: "PHP", shownBy: /(?:^|\/)composer\.json$|\.php$/ },
  { name: "Ruby", shownBy: /(?:^|\/)(?:Gemfile|config\.ru)$|\.rb$/ },
  { name: "Rust", shownBy: /(?:^|\/)Cargo\.toml$|\.rs$/ },
  { name: ".NET", shownBy: /\.(?:csproj|fsproj|sln|slnx|cs|fs)$/ },
  { name: "Elixir", shownBy: /(?:^|\/)mix\.exs$|\.exs?$/ },
  { name: "Scala", shownBy: /(?:^|\/)build\.sbt$|\.scala$/ },
  { name: "Clojure", shownBy: /(?:^|\/)(?:project\.clj|deps\.edn)$|\.clj$/ },
  { name: "Swift", shownBy: /(?:^|\/)Package\.swift$|\.swift$/ },
  { name: "Dart", shownBy: /(?:^|\/)pubspec\.yaml$|\.dart$/ },
  { name: "Haskell", shownBy: /\.(?:cabal|hs)$/ },
  { name: "C or C++", shownBy: /(?:^|\/)CMakeLists\.txt$|\.(?:c|cc|cpp|hpp)$/ },
  { name: "Perl", shownBy: /(?:^|\/)cpanfile$|\.p[lm]$/ },
];

/** Why nothing was imported: the language that was found, the projects below, and the way out. */
export function unknownProject(tree: ProjectTree): Failure {
  const below = projectsBelow(tree);
  if (below.length > 0) {
    return preconditionError(`${tree.folder} holds several projects, and none at its top`, {
      details: below.map(({ folder, pack }) => `${folder}: ${pack}`),
      hint: `Import one of them, as in \`chatops import ${below[0]?.folder}\`; nothing was written.`,
    });
  }
  const found = languageOf(tree);
  if (found) {
    return preconditionError(
      `${tree.folder} is written in ${found.name} (${found.at}), for which chatops writes no Dockerfile yet`,
      {
        hint: "Write a Dockerfile for it and run the import again: everything else is read from that; nothing was written.",
      },
    );
  }
  return preconditionError(`no project that chatops knows in ${tree.folder}`, {
    details: packs.map(({ name, missing }) => `${name}: ${missing}`),
    hint: "Name the project's folder, as in `chatops import path/to/project`, or write a Dockerfile; nothing was written.",
  });
}

/** By a manifest near the top before a source, and then by what most files are written in. */
function languageOf({ paths }: ProjectTree): { name: string; at: string } | undefined {
  const counted = languages.map(({ name, shownBy }) => ({ name, files: paths.filter((path) => shownBy.test(path)) }));
  const [most] = counted.sort((a, b) => b.files.length - a.files.length);
  if (!most || most.files.length === 0) return undefined;
  const nearest = [...most.files].sort((a, b) => a.split("/").length - b.split("/").length);
  return { name: most.name, at: nearest[0] ?? "" };
}

const deepest = 2;

/** Folders at most two levels down that a pack recognizes; one inside of another belongs to that. */
function projectsBelow(tree: ProjectTree): { folder: string; pack: string }[] {
  const folders = new Set(tree.paths.flatMap((path) => foldersOf(path)));
  const found: { folder: string; pack: string }[] = [];
  for (const folder of [...folders].sort()) {
    if (found.some((other) => folder.startsWith(`${other.folder}/`))) continue;
    const pack = packs.find((candidate) => candidate.recognize(subtree(tree, folder))?.sure === "certain");
    if (pack) found.push({ folder, pack: pack.title });
  }
  return found;
}

const foldersOf = (path: string) => {
  const parts = path.split("/").slice(0, -1);
  return Array.from({ length: Math.min(parts.length, deepest) }, (_, index) => parts.slice(0, index + 1).join("/"));
};

function subtree(tree: ProjectTree, folder: string): ProjectTree {
  const below = `${folder}/`;
  const inside = (path: string) => path.startsWith(below);
  const texts = [...tree.texts]
    .filter(([path]) => inside(path))
    .map(([path, text]) => [path.slice(below.length), text] as const);
  const paths = tree.paths.filter(inside).map((path) => path.slice(below.length));
  return { folder: folder.split("/").at(-1) ?? folder, paths, texts: new Map(texts) };
}
