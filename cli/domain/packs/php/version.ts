import satisfies from "semver/functions/satisfies.js";
import validRange from "semver/ranges/valid.js";
import { lineWith } from "../shared/line-with.ts";
import { pinnedTool } from "../shared/pinned-tool.ts";
import { firstMatch, type Source } from "../shared/scan.ts";
import { assumed, type Found, lineAt, type ProjectTree } from "../tree.ts";
import type { Composer } from "./composer.ts";

/** Versions that have an image, the one that is taken first in front; the newest is taken if a project asks for it. */
const known = ["8.4", "8.3", "8.2", "8.1", "8.0", "7.4", "7.3", "7.2", "7.1", "7.0", "5.6", "8.5"] as const;
const [usual] = known;

/** Older ones get no fixes of their security any more. */
const oldestSupported = 8.2;
export const isOutdated = (version: string): boolean => Number(version) < oldestSupported;

/** The PHP that the image is made from: what is pinned, else the newest that manifest, packages and code run on. */
export function detectPhp(tree: ProjectTree, composer: Composer, sources: readonly Source[]): Found<string> {
  return (
    pinned(tree) ??
    ofCodeIgniter(tree) ??
    chosenFor(composer) ??
    required(composer) ??
    phpOfDockerfile(tree) ??
    phpOfCode(sources) ?? { value: usual, at: assumed }
  );
}

function pinned(tree: ProjectTree): Found<string> | undefined {
  const tool = pinnedTool(tree, "php");
  const value = /^\d\.\d{1,2}/.exec(tool?.value ?? "")?.[0];
  return lineWith(tree, ".php-version", /^(\d+\.\d+)/) ?? (tool && value ? { value, at: tool.at } : undefined);
}

/** Packages are chosen for the oldest PHP that people may have: where it gets no fixes, the newest that is allowed is taken. */
function chosenFor(composer: Composer): Found<string> | undefined {
  const { platform } = composer;
  const value = /^\d+\.\d+/.exec(platform?.value ?? "")?.[0];
  if (!platform || !value) return undefined;
  const newer = isOutdated(value) ? required(composer) : undefined;
  return newer && !isOutdated(newer.value) ? newer : { value, at: platform.at };
}

/** What lies in the project runs on no PHP that is much newer; its composer.json asks for the oldest alone. */
function ofCodeIgniter({ texts }: ProjectTree): Found<string> | undefined {
  const path = "system/core/CodeIgniter.php";
  const text = texts.get(path) ?? "";
  const found = /\bCI_VERSION["']?[ \t]{0,9}[,=][ \t]{0,9}["'](\d)\.(\d{1,2})\.(\d{1,2})/.exec(text);
  if (!found) return undefined;
  const [major = 0, minor = 0, patch = 0] = found.slice(1).map(Number);
  const value = major < 3 ? "5.6" : minor === 1 && patch < 12 ? "7.4" : "8.1";
  return { value, at: `${path}:${lineAt(text, found.index)}` };
}

/** A locked package may run on less than the project says of itself. */
function required({ requirements }: Composer): Found<string> | undefined {
  const told = requirements.filter(({ requires }) => requires.php !== undefined);
  const [own] = requirements;
  const all = known.find((version) => told.every(({ requires }) => isAllowed(version, requires.php)));
  const value = all ?? known.find((version) => isAllowed(version, own?.requires.php));
  const decides = told.find(({ requires }) => !isAllowed(usual, requires.php)) ?? told[0];
  return decides && value ? { value, at: decides.at } : undefined;
}

/** What is no range, such as a branch, allows any version. */
function isAllowed(version: string, constraint = "*"): boolean {
  const words = constraint
    .replace(/\|{1,2}/g, "||")
    .replaceAll(",", " ")
    .replace(/!=\s*[\d.]+/g, "")
    .replace(/@\w+|-dev\b/g, "")
    // Composer's `~7.1` goes up to 8, npm's does not.
    .replace(/~\s*(\d+\.\d+)(?![\d.])/g, "^$1");
  return validRange(words) === null || satisfies(`${version}.99`, words);
}

/** A Dockerfile of a folder that is not built from here, or a Compose file, names the PHP that people develop with. */
function phpOfDockerfile({ texts }: ProjectTree): Found<string> | undefined {
  for (const [path, text] of texts) {
    const match = /(?:^FROM|\bimage:)\s+["']?(?:\w+\/)?php:(\d\.\d)/m.exec(text);
    if (match && /Dockerfile|compose/i.test(path))
      return { value: match[1] ?? usual, at: `${path}:${lineAt(text, match.index)}` };
  }
  return undefined;
}

/** Functions that a later PHP does not have, and the newest that has them. */
const removed: readonly [call: RegExp, newest: string][] = [
  [/(?<![\w>:$'"])(mysql_(?:connect|query|pconnect)|ereg(?:i|_replace)?|split|session_register)\s?\(/g, "5.6"],
  [/(?<![\w>:$'"])(mcrypt_\w{1,40})\s?\(/g, "7.1"],
  [/(?<![\w>:$'"])(create_function|each|get_magic_quotes_gpc)\s?\(/g, "7.4"],
];

/** Code that asks for a function before it calls it runs without it, too. */
function phpOfCode(sources: readonly Source[]): Found<string> | undefined {
  const asked = new Set([...sources].flatMap(({ text }) => [...text.matchAll(askedFor)].map(([, name]) => name)));
  const isNewer = firstMatch(sources, /\b(mysqli_connect|new mysqli|new PDO)\b/g) !== undefined;
  for (const [call, value] of removed.slice(isNewer ? 1 : 0)) {
    const match = firstMatch(sources, call);
    const isDefined = /\bfunction\s+$/.test(match?.before ?? "");
    if (match && !isDefined && !asked.has(match.groups[0] ?? ""))
      return { value, at: `${match.at} ${match.groups[0]}()` };
  }
  return undefined;
}

const askedFor = /\bfunction_exists\(\s*["'](\w+)["']/g;
