import { lineOfKey, parseManifest, record, string, strings } from "../shared/json.ts";
import type { Found, ProjectTree } from "../tree.ts";

export const manifestFile = "composer.json";
export const lockFile = "composer.lock";

/** What a project needs of PHP, or a package of it that is locked. */
interface Requirement {
  by: string;
  at: string;
  requires: Readonly<Record<string, string>>;
}

/** The parts of composer.json and composer.lock that say how a project is built. */
export interface Composer {
  exists: boolean;
  locks: boolean;
  name: string | undefined;
  requires: Readonly<Record<string, string>>;
  requiresForDevelopment: Readonly<Record<string, string>>;
  /** The PHP that packages are chosen for, if it is pinned. */
  platform: Found<string> | undefined;
  vendorFolder: string;
  /** What it is started by, if it says so. */
  start: Found<string> | undefined;
  /** What is installed comes from folders of the project, or is patched by files of it. */
  readsProject: boolean;
  /** The project's own requirements, and those of its locked packages. */
  requirements: readonly Requirement[];
  /** Where a package is named: `composer.json:12`. */
  at(name: string): string;
}

export function readComposer({ paths, texts }: ProjectTree): Composer {
  const exists = paths.includes(manifestFile);
  const text = exists ? (texts.get(manifestFile) ?? "{}") : "{}";
  const json = parseManifest(manifestFile, text);
  const config = record(json.config);
  const requires = strings(json.require);
  const platform = string(record(config.platform).php);
  const [start] = [record(json.scripts).start].flat().flatMap((one) => string(one) ?? []);
  const at = (...path: string[]) => `${manifestFile}:${lineOfKey(text, path)}`;
  return {
    exists,
    locks: paths.includes(lockFile),
    name: string(json.name),
    requires,
    requiresForDevelopment: strings(json["require-dev"]),
    platform: platform ? { value: platform, at: at("config", "platform", "php") } : undefined,
    vendorFolder: string(config["vendor-dir"]) ?? "vendor",
    start: start ? { value: start, at: at("scripts", "start") } : undefined,
    readsProject: /"type"\s*:\s*"path"|composer-(?:patches|merge-plugin)"/.test(text),
    requirements: [{ by: manifestFile, at: at("require"), requires }, ...lockedBy(texts.get(lockFile))],
    at: (name) => at("require", name),
  };
}

/** A lock file that is none, as after a merge, is left to Composer. */
function lockedBy(text: string | undefined): Requirement[] {
  try {
    const { packages } = record(JSON.parse(text ?? "{}"));
    return (Array.isArray(packages) ? packages : []).map(record).map((found) => ({
      by: string(found.name) ?? "",
      at: `${lockFile} ${string(found.name)}`,
      requires: strings(found.require),
    }));
  } catch {
    return [];
  }
}
