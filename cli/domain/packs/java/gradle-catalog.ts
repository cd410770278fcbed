import { tomlEntries, tomlText, tomlTexts } from "../../../core/toml.ts";
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
  const entries = tomlEntries(tree.texts.get(catalogFile) ?? "");
  const named = (section: string) => entries.filter((entry) => entry.section === section);
  const versions = new Map(named("versions").map(({ key, value }) => [dotted(key), tomlText(value)]));
  const plugins = named("plugins").map(({ key, value }) => [dotted(key), pluginOf(value, versions)] as const);
  const libraries = new Map(named("libraries").map(({ key, value }) => [dotted(key), [artifactOf(value)]]));
  const artifactsOf = (names: readonly string[]) => names.flatMap((name) => libraries.get(dotted(name)) ?? []);
  const bundles = named("bundles").map(
    ({ key, value }) => [`bundles.${dotted(key)}`, artifactsOf(tomlTexts(value))] as const,
  );
  return { plugins: new Map(plugins), libraries: new Map([...libraries, ...bundles]) };
}

export const dotted = (name: string): string => name.replace(/[-_]/g, ".");

function pluginOf(value: string, versions: ReadonlyMap<string, string | undefined>) {
  const [id = "", version] = tomlText(value)?.split(":") ?? [];
  const fields = fieldsOf(value);
  const reference = fields["version.ref"];
  return {
    id: fields.id ?? id,
    version: reference ? versions.get(dotted(reference)) : (fields.version ?? version),
  };
}

function artifactOf(value: string): string {
  const { name, module } = fieldsOf(value);
  return name ?? (module ?? tomlText(value))?.split(":")[1] ?? "";
}

/** `{ id = "…", version.ref = "…" }` */
const fieldsOf = (value: string): Record<string, string | undefined> =>
  Object.fromEntries(
    [...value.matchAll(/(?<![\w.])([\w.]{1,40})\s{0,9}=\s{0,9}["']([^"'\n]{1,200})["']/g)].map(([, key = "", text]) => [
      key,
      text,
    ]),
  );
