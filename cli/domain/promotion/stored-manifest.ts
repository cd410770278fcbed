import { type Document, parseDocument } from "yaml";
import { isList, objectsOf } from "./lists.ts";
import { isHook, type ManifestObject, parseManifest } from "./manifest.ts";
import { yamlDocuments } from "./yaml.ts";

const start = /^---[ \t]*$/m;

/** The documents of a manifest, a list of one of these kinds as a document for each of its objects. */
export function documentsOf(manifest: string, kinds: readonly string[]): string[] {
  const isMeant = (text: string) => kinds.some((kind) => text.includes(kind));
  return manifest.split(start).flatMap((text) => (isMeant(text) ? apart(text) : [text]));
}

export const joined = (documents: readonly string[]): string => documents.join("---");

/** In JSON, which is YAML: what a text means by YAML 1.1 is the same there. */
function apart(text: string): string[] {
  if (!/\bitems\b/.test(text)) return [text];
  const documents = yamlDocuments(text);
  if (!documents.some(isList)) return [text];
  return documents.flatMap(objectsOf).map((object) => `\n${JSON.stringify(object, undefined, 2)}\n`);
}

/** Changes documents of a manifest, all others stay as they are to the letter; undefined if `change` changes none. */
export function withDocuments(
  manifest: string,
  kinds: readonly string[],
  change: (document: Document, object: ManifestObject) => boolean,
): string | undefined {
  const documents = documentsOf(manifest, kinds);
  const changed = documents.map((text) => {
    if (!kinds.some((kind) => text.includes(kind))) return text;
    const document = parseDocument(text);
    const object = document.toJS() as ManifestObject | null;
    if (!object || !kinds.includes(object.kind) || !change(document, object)) return text;
    return `\n${document.toString()}`;
  });
  return changed.some((text, index) => text !== documents[index]) ? joined(changed) : undefined;
}

/** What tells an object from the others of its manifest. */
export const keyOf = ({ kind, metadata }: Partial<ManifestObject>): string =>
  [kind, metadata?.namespace, metadata?.name].join(" ");

/** A manifest with the objects of another one that it lacks, hooks left out; undefined if it lacks none. */
export function withObjectsOf(manifest: string, other: string): string | undefined {
  const own = new Set(parseManifest(manifest).map(keyOf));
  const lacking = documentsOf(other, [""]).filter((text) => {
    const [object] = parseManifest(text);
    return object?.metadata && !isHook(object) && !own.has(keyOf(object));
  });
  return lacking.length > 0 ? [manifest.trimEnd(), ...lacking].join("\n---\n") : undefined;
}
