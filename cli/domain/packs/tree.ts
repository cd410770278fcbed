import { join } from "node:path/posix";

/** A project as import reads it: every path, and the text of the files that say something about it. */
export interface ProjectTree {
  /** Name of the project's folder. */
  folder: string;
  /** Relative to the project, with slashes, sorted. */
  paths: readonly string[];
  texts: ReadonlyMap<string, string>;
  /** How many sources were left out, since there are too many. */
  unread?: number;
  /** What it is a part of, if it is built from there: its packages and its lock file are those of the whole. */
  within?: { repository: ProjectTree; folder: string };
  /** The services of its repository, by the port that each listens at. */
  beside?: ReadonlyMap<number, string>;
  /** The port in its container that its repository's Compose file names. */
  published?: Found<number> | undefined;
  /** Files of settings by their path in its repository, which a server there hands out to it. */
  served?: ReadonlyMap<string, string> | undefined;
  /** What that file says of it, and of the services that none of the repository's people build. */
  composed?: ComposeFile | undefined;
}

/** A folder of a project as a project of its own. */
export function subtree(tree: ProjectTree, folder: string): ProjectTree {
  const inside = pathsIn(tree.paths).get(folder) ?? [];
  const own = (path: string) => path.slice(folder.length + 1);
  const texts = inside.flatMap((path) => {
    const text = tree.texts.get(path);
    return text === undefined ? [] : [[own(path), text] as const];
  });
  return { folder: folder.split("/").at(-1) ?? folder, paths: inside.map(own), texts: new Map(texts) };
}

/** A huge project has thousands of folders, each of which is looked at. */
const indexes = new WeakMap<readonly string[], ReadonlyMap<string, readonly string[]>>();

/** The paths below each folder. */
function pathsIn(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const known = indexes.get(paths);
  if (known) return known;
  const index = new Map<string, string[]>();
  for (const path of paths)
    for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) {
      const folder = path.slice(0, end);
      const inside = index.get(folder);
      if (inside) inside.push(path);
      else index.set(folder, [path]);
    }
  indexes.set(paths, index);
  return index;
}

/** Its paths are those of all that it is built with: one program of a build of several. */
export const isOneOfSeveral = ({ within, paths }: ProjectTree): boolean => within?.repository.paths === paths;

/** A project without what a test of paths finds. */
export const withoutPaths = (tree: ProjectTree, isOut: (path: string) => boolean): ProjectTree => ({
  ...tree,
  paths: tree.paths.filter((path) => !isOut(path)),
  texts: new Map([...tree.texts].filter(([path]) => !isOut(path))),
});

/** Something that was found, and where: `server.ts:31`, a file, a dependency, or that nothing said so. */
export interface Found<T> {
  value: T;
  at: string;
}

export const assumed = "assumed";

/** A path below a folder, which may be the top. */
export const below = (folder: string, path: string): string => {
  if (path === "") return folder;
  return join(folder, path);
};

/** The line of a text that an offset is on, counted from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let index = text.indexOf("\n"); index !== -1 && index < offset; index = text.indexOf("\n", index + 1)) line += 1;
  return line;
}

/** Folders that hold nothing a person wrote for the running program. */
export const skippedFolders: ReadonlySet<string> = new Set([
  ...["node_modules", "bower_components", "vendor", "dist", "build", "out", "coverage", "target", "tmp", "temp"],
  ...[".venv", "venv", "__pycache__", "site-packages", ".next", ".nuxt", ".gradle", ".bundle"],
  ...["test", "tests", "testing", "__tests__", "__mocks__", "spec", "e2e", "cypress", "playwright"],
  ...["fixtures", "examples", "docs"],
]);

/** It is in a folder that is not looked into, so that nobody knows what is there. */
export const isOutOfSight = (path: string): boolean => path.split("/").some((part) => skippedFolders.has(part));

/** A Compose file, as it is written. */
export interface ComposeFile {
  path: string;
  text: string;
  services: readonly (readonly [name: string, service: Readonly<Record<string, unknown>>])[];
}
