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
  ...[".venv", "venv", "__pycache__", "site-packages", ".next", ".nuxt", ".gradle", ".bundle"],
  ...["test", "tests", "testing", "__tests__", "__mocks__", "spec", "e2e", "cypress", "fixtures", "examples", "docs"],
]);
