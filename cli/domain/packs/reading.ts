import { basename } from "node:path/posix";
import { packs } from "./all.ts";
import type { Language } from "./shared/language.ts";

/** Folders that hold nothing a person wrote for the running program. */
export const skippedFolders: ReadonlySet<string> = new Set([
  ...["node_modules", "bower_components", "vendor", "dist", "build", "out", "coverage", "target", "tmp", "temp"],
  ...["test", "tests", "testing", "__tests__", "__mocks__", "spec", "e2e", "cypress", "fixtures", "examples", "docs"],
]);

const longestText = 256 * 1024;
const languages: ReadonlySet<Language> = new Set(packs.map(({ language }) => language));
const general = [".gitignore", ".dockerignore", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const manifests: ReadonlySet<string> = new Set([...general, ...packs.flatMap((pack) => pack.manifests)]);

/** The files whose text import reads: sources, and what says how they are built and run. */
export function isWorthReading(path: string, size: number): boolean {
  if (size > longestText) return false;
  return (
    manifests.has(path) ||
    basename(path) === "Chart.yaml" ||
    [...languages].some((language) => isSource(path, language))
  );
}

const isSource = (path: string, { files, notRun }: Language) => files.test(path) && !notRun.test(path);
