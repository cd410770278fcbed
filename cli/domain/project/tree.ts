/** A project as import reads it: every path, and the text of the files that say something about it. */
export interface ProjectTree {
  /** Name of the project's folder. */
  folder: string;
  /** Relative to the project, with slashes, sorted. */
  paths: readonly string[];
  texts: ReadonlyMap<string, string>;
}

/** Something that was found, and where: `server.ts:31`, a file, a dependency, or that nothing said so. */
export interface Found<T> {
  value: T;
  at: string;
}

export const assumed = "assumed";

/** The line of a text that an offset is on, counted from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let index = text.indexOf("\n"); index !== -1 && index < offset; index = text.indexOf("\n", index + 1)) line += 1;
  return line;
}

/** Folders that hold nothing a person wrote for the running program. */
export const skippedFolders: ReadonlySet<string> = new Set([
  ...["node_modules", "bower_components", "vendor", "dist", "build", "out", "coverage", "target", "tmp", "temp"],
  ...[
    "test",
    "tests",
    "testing",
    "__tests__",
    "__mocks__",
    "spec",
    "e2e",
    "cypress",
    "fixtures",
    "examples",
    "docs",
    "public",
  ],
]);

const longestSource = 256 * 1024;
const source = /\.[cm]?[jt]sx?$/;
const noSource = /(\.(test|spec|bench|stories|d|config|min)\.[cm]?[jt]sx?|(^|\/)(gulpfile|gruntfile)\.js)$/i;

export const isSource = (path: string): boolean => source.test(path) && !noSource.test(path);

/** The files whose text import reads: sources, and what stands at the top of the project. */
export function isWorthReading(path: string, size: number): boolean {
  if (size > longestSource) return false;
  return isSource(path) || manifests.has(path) || path.endsWith("Chart.yaml");
}

const manifests: ReadonlySet<string> = new Set([
  ...[
    "package.json",
    ".nvmrc",
    ".node-version",
    "pnpm-workspace.yaml",
    ".yarnrc.yml",
    ".yarnrc",
    ".npmrc",
    "Dockerfile",
  ],
  ...[".gitignore", ".dockerignore", "compose.yml", "docker-compose.yml", "docker-compose.yaml"],
]);
