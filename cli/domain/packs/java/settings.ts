import type { Found, ProjectTree } from "../tree.ts";

/** One line of a configuration file of Spring, Quarkus or Micronaut. */
export interface Setting extends Found<string> {
  /** In the form in which they are compared: small letters, no dashes. */
  key: string;
  /** As it is written. */
  name: string;
  /** The profile that it is for; undefined if it always holds. */
  profile: string | undefined;
  path: string;
  line: number;
}

export const settingsFile = /(?:^|\/)(?:application|bootstrap)(?:-[\w.-]{1,60})?\.(?:ya?ml|properties)$/;

/** Resources in which a program without such a framework keeps its settings, whatever it calls them. */
export const ownFile =
  /(?:^|\/)src\/main\/resources\/(?:config\/)?(?!(?:messages|log|i18n|banner|application|bootstrap|quartz|ehcache)\b)[\w-]{1,40}\.(?:properties|ya?ml)$/;

/** What a configuration server hands out, in a folder that is called like that. */
export const servedFile = /(?:^|\/)(?:[\w-]{0,30}config[\w-]{0,30}|shared)\/[\w-]{1,60}\.(?:ya?ml|properties)$/i;

/** What such a server has for a program, whatever its profiles are: it counts before the program's own files. */
export const servedSettings = ({ served }: ProjectTree): Setting[] =>
  [...(served ?? [])]
    .flatMap(([path, text]) => (path.endsWith(".properties") ? properties(path, text) : yaml(path, text)))
    .filter(({ profile }) => profile === undefined);

/** What holds when the program runs with nothing but its files; a profile's line comes after a general one. */
export function readSettings(
  tree: ProjectTree,
  folders: readonly string[],
  words: ReadonlyMap<string, string> = new Map(),
  files: RegExp = settingsFile,
): Setting[] {
  const all = filesOf(tree, folders, files)
    .flatMap(([path, text]) => (path.endsWith(".properties") ? properties(path, text) : yaml(path, text)))
    .map((setting) => ({ ...setting, value: withWords(setting.value, words) }));
  const active = activeProfiles(all);
  const isActive = ({ profile }: Setting) =>
    profile === undefined || profile.split(/[,|]/).some((name) => active.has(name.trim()));
  return [
    ...all.filter(({ profile }) => profile === undefined),
    ...all.filter(({ profile }) => profile !== undefined),
  ].filter(isActive);
}

/** `@name@` is filled in by the build. */
const withWords = (value: string, words: ReadonlyMap<string, string>) =>
  value.replace(/@([\w.-]{1,99})@/g, (whole, name: string) => words.get(name) ?? whole);

/** Files of configuration that hold in none of the profiles that are active. */
export const profilesOf = (tree: ProjectTree, folders: readonly string[]): Found<string>[] =>
  filesOf(tree, folders, settingsFile).flatMap(([path]) => {
    const profile = profileIn(path);
    return profile ? [{ value: profile, at: path }] : [];
  });

/** Of two modules with a file of one name, the program's own is found first, and the other one not at all. */
function filesOf(tree: ProjectTree, folders: readonly string[], wanted: RegExp): [path: string, text: string][] {
  const found = new Map<string, [path: string, text: string]>();
  const files = [...tree.texts].filter(([path]) => wanted.test(path));
  for (const folder of folders)
    for (const [path, text] of files) {
      const name = path.slice(folder ? folder.length + 1 : 0);
      if (isResource(path, folder) && !found.has(name)) found.set(name, [path, text]);
    }
  return [...found.values()].reverse();
}

const isResource = (path: string, folder: string) =>
  path.startsWith(folder && `${folder}/`) &&
  /^(?:src\/main\/(?:resources|webapp\/WEB-INF\/classes|kotlin|java)\/(?:config\/)?|src\/resources\/|resources\/|config\/)?[^/]{1,99}$/.test(
    path.slice(folder ? folder.length + 1 : 0),
  );

const profileIn = (path: string) => /(?:application|bootstrap)-([\w.-]{1,60})\.\w{1,10}$/.exec(path)?.[1];

/** Spring's relaxed names: `server.servlet.contextPath` and `context-path` are one. */
const plain = (key: string) => key.toLowerCase().replace(/[-_]/g, "");

function activeProfiles(settings: readonly Setting[]): ReadonlySet<string> {
  const keys = [
    "spring.profiles.active",
    "spring.profiles.default",
    "spring.profiles.include",
    "spring.profiles.group.default",
  ];
  const named = settings
    .filter(({ key, profile }) => profile === undefined && keys.includes(key.replace(/\[\d{0,3}\]$/, "")))
    .flatMap(({ value }) => (resolved(value, []) ?? "").split(","));
  // Quarkus' own name for a program that is neither developed nor tested.
  const own = settings.some(({ key }) => key.startsWith("quarkus.")) ? ["prod"] : [];
  return new Set([...named.map((name) => name.trim()), ...own]);
}

function properties(path: string, text: string): Setting[] {
  let document: string | undefined;
  return text.split("\n").flatMap((line, index) => {
    if (/^#---/.test(line)) document = undefined;
    const [, written, value = ""] = /^\s{0,20}([^#!\s=:][^\s=:]{0,199})\s{0,20}[=:]\s{0,20}(.*)$/.exec(line) ?? [];
    if (!written) return [];
    const [, quarkus, name = written] = /^%([\w,-]{1,60})\.(.+)$/.exec(written) ?? [];
    if (isCondition(plain(name))) document = value.trim();
    return [settingAt(path, index + 1, name, value.trim(), quarkus ?? document ?? profileIn(path))];
  });
}

const isCondition = (key: string) => key === "spring.config.activate.onprofile" || key === "spring.profiles";

const settingAt = (path: string, line: number, key: string, value: string, profile: string | undefined): Setting => ({
  key: plain(key),
  name: key,
  value,
  at: `${path}:${line}`,
  profile,
  path,
  line,
});

/** Keys by their indentation: what is no YAML, such as a word that Maven fills in, must not hide the rest. */
function yaml(path: string, text: string): Setting[] {
  return documentsOf(text).flatMap(({ lines, from }) => {
    const open: { indent: number; key: string }[] = [];
    const found = lines.flatMap((line, index) => {
      const item = /^ {0,60}- (?![^\s:]{1,99}:(?:\s|$))(\S.{0,999})$/.exec(line)?.[1];
      if (item)
        return [{ key: `${open.map(({ key }) => key).join(".")}[]`, value: withoutComment(item), line: from + index }];
      const [, spaces = "", name, value = ""] =
        /^( {0,60})(?:- )?["']?([\w%][\w.%[\]/-]{0,99})["']?:(?:[ \t]{1,20}(.*))?$/.exec(line.trimEnd()) ?? [];
      if (name === undefined) return [];
      while ((open.at(-1)?.indent ?? -1) >= spaces.length) open.pop();
      open.push({ indent: spaces.length, key: name });
      const text = withoutComment(value.trim());
      return [{ key: open.map(({ key }) => key).join("."), value: text, line: from + index }];
    });
    const condition = found.find(({ key, value }) => value && isCondition(plain(key)))?.value;
    return found.map(({ key, value, line }) => {
      const [, quarkus, name = key] = /^%([\w,-]{1,60})\.(.+)$/.exec(key) ?? [];
      return settingAt(path, line, name, value, quarkus ?? condition ?? profileIn(path));
    });
  });
}

function documentsOf(text: string): { lines: string[]; from: number }[] {
  const documents: { lines: string[]; from: number }[] = [{ lines: [], from: 1 }];
  text.split("\n").forEach((line, index) => {
    if (/^---(?:\s|$)/.test(line)) documents.push({ lines: [], from: index + 2 });
    else documents.at(-1)?.lines.push(line);
  });
  return documents;
}

const withoutComment = (value: string) =>
  /^"([^"\n]{0,999})"/.exec(value)?.[1] ??
  /^'([^'\n]{0,999})'/.exec(value)?.[1] ??
  (value.startsWith("#") ? "" : (value.split(" #")[0] ?? "").trim());

/** The line that counts for a key: the last one, as the frameworks take them. */
export const settingOf = (settings: readonly Setting[], ...keys: readonly string[]): Setting | undefined =>
  keys
    .map((key) => settings.findLast((setting) => setting.key === plain(key)))
    .find((setting) => setting !== undefined);

const deepest = 5;

/** A value with the defaults of its placeholders; undefined if one has none. */
export function resolved(value: string, settings: readonly Setting[], depth = 0): string | undefined {
  const start = value.indexOf("${");
  if (start === -1) return value;
  const end = closing(value, start);
  if (end === -1 || depth === deepest) return undefined;
  const [name = "", ...rest] = value.slice(start + 2, end).split(":");
  const fallback = rest.length > 0 ? resolved(rest.join(":"), settings, depth + 1) : undefined;
  const said = settingOf(settings, name);
  const filled = (said && said.value !== value ? resolved(said.value, settings, depth + 1) : undefined) ?? fallback;
  return filled === undefined
    ? undefined
    : resolved(value.slice(0, start) + filled + value.slice(end + 1), settings, depth + 1);
}

/** Where the brace ends that opens at `${`. */
function closing(value: string, start: number): number {
  let depth = 0;
  for (let index = start; index < value.length; index += 1) {
    if (value.startsWith("${", index)) depth += 1;
    else if (value[index] === "}" && --depth === 0) return index;
  }
  return -1;
}

/** The number of a setting, if it has one. */
export function numberOf(settings: readonly Setting[], ...keys: readonly string[]): Found<number> | undefined {
  const found = settingOf(settings, ...keys);
  const value = Number(found && resolved(found.value, settings));
  return found && Number.isInteger(value) && value > 0 ? { value, at: found.at } : undefined;
}

export function textOf(settings: readonly Setting[], ...keys: readonly string[]): Found<string> | undefined {
  const found = settingOf(settings, ...keys);
  const value = found && resolved(found.value, settings);
  return found && value !== undefined ? { value, at: found.at } : undefined;
}
