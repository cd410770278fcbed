import { parseDocument } from "yaml";

const claimKinds = ["PersistentVolumeClaim", "PersistentVolume"];
const start = /^---[ \t]*$/m;

/**
 * The manifests of a revision with `annotations` on each claim and volume; all else stays as it is to the letter.
 * Undefined if there is none.
 */
export function withKeptClaims(manifest: string, annotations: Record<string, string>): string | undefined {
  const documents = manifest.split(start);
  const changed = documents.map((text) => annotated(text, annotations));
  return changed.some((text, index) => text !== documents[index]) ? changed.join("---") : undefined;
}

function annotated(text: string, annotations: Record<string, string>): string {
  if (!claimKinds.some((kind) => text.includes(kind))) return text;
  const document = parseDocument(text);
  if (!claimKinds.includes(String(document.get("kind")))) return text;
  for (const [name, value] of Object.entries(annotations)) document.setIn(["metadata", "annotations", name], value);
  return `\n${document.toString()}`;
}
