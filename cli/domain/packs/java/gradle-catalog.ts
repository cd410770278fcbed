import type { ProjectTree } from "../tree.ts";

/** What a version catalog calls its plugins and libraries; names are written with dots. */
export interface Catalog {
  /** Id and version of a plugin. */
  plugins: ReadonlyMap<string, { id: string; version: string | undefined }>;
  /** Names of artifacts; several for a bundle. */
  libraries: ReadonlyMap<string, readonly string[]>;
}

export const catalogFile = "gradle/libs.versions.toml";

export function readCatalog(tree: ProjectTree): Catalog {
  const entries = entriesOf(tree.texts.get(catalogFile) ?? "");
  const versions = new Map(entries.versions?.map(([name, value]) => [name, quoted(value)]));
  const versionOf = (value: string) => {
    const reference = field(value, "version.ref");
    return reference ? versions.get(dotted(reference)) : (field(value, "version") ?? quoted(value)?.split(":").at(-1));
  };
  const plugins = (entries.plugins ?? []).map(
    ([name, value]) =>
      [name, { id: field(value, "id") ?? quoted(value)?.split(":")[0] ?? "", version: versionOf(value) }] as const,
  );
  const libraries = new Map((entries.libraries ?? []).map(([name, value]) => [name, [artifactOf(value)]]));
  const bundles = (entries.bundles ?? []).map(
    ([name, value]) =>
      [`bundles.${name}`, wordsIn(value).flatMap((word) => libraries.get(dotted(word)) ?? [])] as const,
  );
  return { plugins: new Map(plugins), libraries: new Map([...libraries, ...bundles]) };
}

export const dotted = (name: string): string => name.replace(/[-_]/g, ".");

const artifactOf = (value: string) =>
  field(value, "name") ?? (field(value, "module") ?? quoted(value))?.split(":")[1] ?? "";

const quoted = (value: string) => /^["']([^"'\n]{1,200})["']/.exec(value)?.[1];

function field(value: string, key: string): string | undefined {
  const after = value.split(new Set(["version.ref", "version"]).has(key) ? `${key} ` : `${key}`).slice(1);
  return after.map((text) => /^\s{0,9}=\s{0,9}["']([^"'\n]{1,200})["']/.exec(text)?.[1]).find(Boolean);
}

const wordsIn = (value: string) => [...value.matchAll(/["']([\w.-]{1,99})["']/g)].map(([, word = ""]) => word);

/** Lines of each section, by the name; a list may go on over several lines. */
function entriesOf(text: string): Record<string, [name: string, value: string][]> {
  const sections: Record<string, [string, string][]> = {};
  let entries: [string, string][] = [];
  for (const line of text.split("\n")) {
    const heading = /^\s{0,9}\[(\w{1,40})\]/.exec(line)?.[1];
    const [, name, value = ""] = /^\s{0,9}([\w.-]{1,99})\s{0,40}=\s{0,40}(\S.*)$/.exec(line) ?? [];
    const last = entries.at(-1);
    if (heading) {
      entries = sections[heading] ?? [];
      sections[heading] = entries;
    } else if (name) entries.push([dotted(name), value]);
    else if (last) last[1] += line;
  }
  return sections;
}
