import { isMap, isScalar, parseDocument, type YAMLMap } from "yaml";
import type { ImageKeys } from "./image-keys.ts";

/** Names of keys for an image's name without tag. */
const repositoryNames = ["repository", "name", "image"];

/** Keys of a values.yaml that are called as if they named an image, in the order of the file. */
export function likelyKeys(text: string): ImageKeys[] {
  const { contents } = parseDocument(text, { merge: true, uniqueKeys: false, logLevel: "silent" });
  return isMap(contents) ? keysIn(contents, []) : [];
}

function keysIn(map: YAMLMap, above: readonly string[]): ImageKeys[] {
  const at = (name: string | undefined) => (name && map.has(name) ? [...above, name].map(escaped).join(".") : undefined);
  const [registry, tag, digest] = ["registry", "tag", "digest"].map(at);
  const repository = at(repositoryNames.find((name) => map.has(name)));
  const own = repository && tag ? [{ ...(registry && { registry }), repository, tag, ...(digest && { digest }) }] : [];
  const flat = map.items.flatMap(({ key }): ImageKeys[] => {
    const [, what = ""] = isScalar(key) ? (/^(\w*image)Tag$/i.exec(String(key.value)) ?? []) : [];
    const name = what && ["Repository", "Name", "Repo", ""].map((end) => what + end).find((each) => map.has(each));
    return name ? [{ repository: at(name), tag: at(`${what}Tag`) }] : [];
  });
  const below = map.items.flatMap(({ key, value }): ImageKeys[] => {
    const name = isScalar(key) && typeof key.value === "string" ? key.value : undefined;
    if (name && isMap(value)) return keysIn(value, [...above, name]);
    return name && !tag && /image$/i.test(name) ? [{ reference: at(name) }] : [];
  });
  return [...own, ...flat, ...below];
}

/** As `--set` takes it. */
const escaped = (name: string): string => name.replaceAll(".", "\\.");
