import { basename, dirname, join } from "node:path/posix";
import { composeFiles, furtherComposeFiles, overridingFiles } from "../../core/compose-files.ts";
import { appFile } from "../services/app-json.ts";
import { settingsFile } from "../services/settings-files.ts";
import { packs } from "./all.ts";
import { includedFile } from "./shared/compose-file.ts";
import type { Language } from "./shared/language.ts";
import { supervisorFile } from "./shared/procfile.ts";
import { programSettings } from "./shared/settings.ts";

const longestText = 256 * 1024;
/** A lock file names every package with all that it needs. */
const longestManifest = 4 * longestText;
const languages: ReadonlySet<Language> = new Set(packs.map(({ language }) => language));
const general = [
  ...["Chart.yaml", "requirements.yaml", "values.yaml", "Jenkinsfile", "jenkins-x.yml", "skaffold.yaml"],
  ...[".gitignore", ".dockerignore", "chatops.yaml", "chatops.lock", "Procfile", appFile],
  ...composeFiles,
  ...furtherComposeFiles,
  ...overridingFiles,
];
const manifests = [...general, ...packs.flatMap((pack) => pack.manifests)];
const names: ReadonlySet<string> = new Set(manifests.filter((manifest) => typeof manifest === "string"));
const patterns = [
  includedFile,
  settingsFile,
  supervisorFile,
  programSettings,
  ...manifests.filter((manifest) => manifest instanceof RegExp),
];

/** The files whose text import reads: sources, and what says how they are built and run. */
export const isWorthReading = (path: string, size: number): boolean =>
  isManifest(path) ? size <= longestManifest : size <= longestText && isSource(path);

const settings = /(?:^|\/)(?:configs?|settings?|databases?|db|connections?)[/._-]/i;

/**
 * Those of a list that are read if not all can be: manifests, what these name, settings, and then what is nearest to the top.
 */
export function firstWorthReading(paths: readonly string[], most: number, named: ReadonlySet<string>): string[] {
  const kind = (path: string) => (isManifest(path) ? 0 : named.has(path) ? 1000 : settings.test(path) ? 2000 : 3000);
  const rank = (path: string) => kind(path) + path.split("/").length;
  const ranked = paths.filter((path) => isWorthReading(path, 0)).map((path) => ({ path, rank: rank(path) }));
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ path }) => path);
}

/** The paths that texts name, each from its own folder: `node src/server.js` of package.json, `COPY app.py` of a Dockerfile. */
export function namedPaths(texts: ReadonlyMap<string, string>): Set<string> {
  const words = [...texts].flatMap(([path, text]) =>
    (text.match(/[\w./@-]+/g) ?? []).map((word) => join(dirname(path), word)),
  );
  return new Set(words);
}

/** What says how something is built and run. */
export const isManifest = (path: string): boolean =>
  names.has(basename(path)) || placesOf(path).some((place) => patterns.some((pattern) => pattern.test(place)));

/** Patterns are of paths in a project, which may be any folder: the whole path, and what is left below its last folders. */
const placesOf = (path: string): string[] => {
  const parts = path.split("/");
  return [path, parts.slice(-2).join("/"), parts.slice(-1).join("/")];
};

const isSource = (path: string) => [...languages].some(({ files, notRun }) => files.test(path) && !notRun.test(path));
