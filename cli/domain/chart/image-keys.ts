/** Keys of a chart's values, in dots as `--set` takes them, that name one image. */
export interface ImageKeys {
  /** Host of the registry; without it `repository` takes host and path. */
  registry?: string | undefined;
  repository?: string | undefined;
  tag?: string | undefined;
  digest?: string | undefined;
  /** One key for the whole reference, in place of all others. */
  reference?: string | undefined;
}

/** An image as values name it. */
export interface NamedImage {
  registry: string;
  /** Path in the registry, `team/chat`. */
  path: string;
  tag: string;
  /** Undefined: by its tag alone. */
  digest: string | undefined;
}

export type Values = { [key: string]: Values | string };

/**
 * The keys that charts read if nothing else is known of them, those with a registry of its own after those without. Those of a
 * service stand below its name.
 */
export function usualKeys(service: string | undefined): readonly [ImageKeys, ImageKeys] {
  const at = (key: string) => [...(service === undefined ? [] : [service]), "image", key].join(".");
  const plain = { repository: at("repository"), tag: at("tag"), digest: at("digest") };
  return [plain, { registry: at("registry"), ...plain }];
}

/** The values that have a chart run the image. A digest that has no key of its own stands behind the tag. */
export function imageValues(keys: readonly ImageKeys[], image: NamedImage): Values {
  const values: Values = {};
  for (const each of keys) for (const [key, value] of entriesOf(each, image)) set(values, key, value);
  return values;
}

function entriesOf(keys: ImageKeys, { registry, path, tag, digest }: NamedImage): [string, string][] {
  const pinned = digest ? `${tag}@${digest}` : tag;
  const entries: [string | undefined, string][] = keys.reference
    ? [[keys.reference, `${registry}/${path}:${pinned}`]]
    : [
        [keys.registry, registry],
        [keys.repository, keys.registry ? path : `${registry}/${path}`],
        [keys.tag, keys.digest ? tag : pinned],
        [keys.digest, digest ?? ""],
      ];
  return entries.flatMap(([key, value]) => (key ? [[key, value]] : []));
}

/** A dot that is part of a name stands behind a backslash, as in `--set`. */
const pathOf = (key: string): string[] => key.split(/(?<!\\)\./).map((name) => name.replaceAll("\\.", "."));

function set(values: Values, key: string, value: string): void {
  const path = pathOf(key);
  const last = path.pop() ?? "";
  let parent = values;
  for (const name of path) {
    const found = parent[name];
    const below = typeof found === "object" ? found : {};
    parent[name] = below;
    parent = below;
  }
  parent[last] = value;
}
