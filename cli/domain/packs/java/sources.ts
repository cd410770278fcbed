import type { ProjectTree } from "../tree.ts";
import type { Module } from "./build.ts";
import { type Setting, settingOf, settingsFile, textOf } from "./settings.ts";

/** The modules that a program is made of: its own, and those that this depends on. */
export function modulesOf(program: Module, all: readonly Module[]): Module[] {
  const used = new Set([program]);
  for (const module of used)
    for (const other of all) if (other.folder !== "" && module.dependencies.has(other.name.value)) used.add(other);
  return [...used];
}

/**
 * The project as far as a program is made of it. A setting stands there under the name of the variable that takes its
 * place, on its line; those of profiles that are not active are left out.
 */
export function sourceTree(
  tree: ProjectTree,
  folders: readonly string[],
  others: readonly string[],
  settings: readonly Setting[],
): ProjectTree {
  const inside = (path: string) =>
    folders.some((folder) => isBelow(path, folder)) && !others.some((folder) => isBelow(path, folder));
  // A program that starts the server itself does not read where else it might listen.
  const startsItself = [...tree.texts.values()].some((text) => text.includes("embeddedServer("));
  const texts = [...tree.texts]
    .filter(([path]) => inside(path) && !(startsItself && path.endsWith(".conf")))
    .map(
      ([path, text]) =>
        [path, settingsFile.test(path) ? linesOf(path, settings) : readable(path, text, settings)] as const,
    );
  return { ...tree, texts: new Map(texts) };
}

const isBelow = (path: string, folder: string) => folder === "" || path.startsWith(`${folder}/`);

function linesOf(path: string, settings: readonly Setting[]): string {
  const lines: string[] = [];
  for (const setting of settings)
    if (setting.path === path && setting.value)
      lines[setting.line - 1] = `${variableOf(setting.name)}=${filledIn(setting, settings)}`;
  return Array.from(lines, (line) => line ?? "").join("\n");
}

/** What a part that is off without being turned on would be told, nobody has to say. */
const filledIn = ({ name, value }: Setting, settings: readonly Setting[]) =>
  isOff(name, settings) ? value.replace(/\$\{[A-Z][A-Z0-9_]{1,80}\}/g, "") : withoutOwn(value, settings);

/** Whether a section that a setting is in says `enabled: false`, or takes that from the default of a variable. */
function isOff(name: string, settings: readonly Setting[]): boolean {
  const sections = name.split(".").map((_, index, parts) => parts.slice(0, index).join("."));
  return sections.some((section) => section && /^`?false`?$/.test(textOf(settings, `${section}.enabled`)?.value ?? ""));
}

/** Another setting is none of what variables fill in, whatever it is called. */
const withoutOwn = (value: string, settings: readonly Setting[]) =>
  value.replace(/\$\{([A-Z][A-Z0-9_]{1,80})\}/g, (whole, name: string) => (settingOf(settings, name) ? "" : whole));

/** The variable that takes the place of a setting: Spring leaves dashes out, the others write them as underscores. */
const variableOf = (name: string): string =>
  (/^(?:quarkus|micronaut|datasources|mp)\./.test(name) ? name : name.replaceAll("-", ""))
    .replace(/[^A-Za-z0-9]{1,3}/g, "_")
    .toUpperCase();

/** What Kotlin fills in itself, and what only a text for people writes like a placeholder. */
const withoutTemplates = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.replace(isFilledIn.test(line) ? /(?<!\\)\$\{/g : /\\?\$\{/g, "$ {"))
    .join("\n");

/** Annotations whose texts a framework fills in. */
const isFilledIn =
  /@(?:\w{1,10}:)?(?:Value|ConfigProperty|Property|Scheduled|Requires|Client|FeignClient|\w{0,40}Listener|\w{0,40}Mapping)\b|^\s{0,80}\w{0,40}\s{0,3}=?\s{0,3}\[?"/;

/** A placeholder that no setting fills in reads a variable; what Kotlin fills in itself is none. */
function readable(path: string, text: string, settings: readonly Setting[]): string {
  if (!/\.(?:java|kt)$/.test(path)) return text;
  // Its values come from a file of its own.
  if (text.includes("@PropertySource")) return text;
  const code = path.endsWith(".kt") ? withoutTemplates(text) : text;
  const asVariable = (whole: string, before: string, key: string) =>
    settingOf(settings, key) ? whole : before + variableOf(key);
  return code
    .replace(/(@Value\("\\?\$\{)([a-z][\w.-]{1,99})/g, asVariable)
    .replace(/(@ConfigProperty\(\s{0,9}name\s{0,9}=\s{0,9}")([a-z][\w.-]{1,99})/g, asVariable);
}
