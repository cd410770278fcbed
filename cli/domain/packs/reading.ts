import { basename } from "node:path/posix";
import { composeFiles } from "../../core/compose-files.ts";
import { settingsFile } from "../services/settings-files.ts";
import { packs } from "./all.ts";
import type { Language } from "./shared/language.ts";

const longestText = 256 * 1024;
const languages: ReadonlySet<Language> = new Set(packs.map(({ language }) => language));
const general = [
  ...["Chart.yaml", "requirements.yaml", "values.yaml", "Jenkinsfile", "jenkins-x.yml", "skaffold.yaml"],
  ...[".gitignore", ".dockerignore", "chatops.lock", "Procfile", ...composeFiles],
];
const manifests = [...general, ...packs.flatMap((pack) => pack.manifests)];
const names: ReadonlySet<string> = new Set(manifests.filter((manifest) => typeof manifest === "string"));
const patterns = [settingsFile, ...manifests.filter((manifest) => manifest instanceof RegExp)];

/** The files whose text import reads: sources, and what says how they are built and run. */
export function isWorthReading(path: string, size: number): boolean {
  if (size > longestText) return false;
  if (names.has(basename(path)) || patterns.some((pattern) => pattern.test(path))) return true;
  return [...languages].some((language) => isSource(path, language));
}

const isSource = (path: string, { files, notRun }: Language) => files.test(path) && !notRun.test(path);
