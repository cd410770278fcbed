import { type Document, parseDocument } from "yaml";
import { isHook, type ManifestObject } from "./manifest.ts";

const start = /^---[ \t]*$/m;

/** Changes documents of a manifest, all others stay as they are to the letter; undefined if `change` changes none. */
export function withDocuments(
  manifest: string,
  kinds: readonly string[],
  change: (document: Document, object: ManifestObject) => boolean,
): string | undefined {
  const documents = manifest.split(start);
  const changed = documents.map((text) => {
    if (!kinds.some((kind) => text.includes(kind))) return text;
    const document = parseDocument(text);
    const object = document.toJS() as ManifestObject | null;
    if (!object || !kinds.includes(object.kind) || !change(document, object)) return text;
    return `\n${document.toString()}`;
  });
  return changed.some((text, index) => text !== documents[index]) ? changed.join("---") : undefined;
}

/** A manifest with the objects of another one that it lacks, hooks left out; undefined if it lacks none. */
export function withObjectsOf(manifest: string, other: string): string | undefined {
  const objectIn = (text: string) => parseDocument(text).toJS() as ManifestObject | null;
  const keyOf = ({ kind, metadata }: Partial<ManifestObject>) => [kind, metadata?.namespace, metadata?.name].join(" ");
  const own = new Set(
    manifest
      .split(start)
      .flatMap((text) => objectIn(text) ?? [])
      .map(keyOf),
  );
  const lacking = other.split(start).filter((text) => {
    const object = objectIn(text);
    return object?.metadata && !isHook(object) && !own.has(keyOf(object));
  });
  return lacking.length > 0 ? [manifest.trimEnd(), ...lacking].join("\n---\n") : undefined;
}

/** A manifest whose claims ask for these sizes, by name; undefined if they do. */
export const withClaimSizes = (manifest: string, sizes: Readonly<Record<string, string>>): string | undefined =>
  withDocuments(manifest, ["PersistentVolumeClaim"], (document, { metadata }) => {
    const path = ["spec", "resources", "requests", "storage"];
    const size = sizes[metadata.name];
    if (!size || document.getIn(path) === size) return false;
    document.setIn(path, size);
    return true;
  });
