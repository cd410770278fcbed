import { withDocuments } from "./stored-manifest.ts";

/**
 * The manifests of a revision with `annotations` on each claim and volume; all else stays as it is to the letter.
 * Undefined if there is none.
 */
export const withKeptClaims = (manifest: string, annotations: Record<string, string>): string | undefined =>
  withDocuments(manifest, ["PersistentVolumeClaim", "PersistentVolume"], (document) => {
    for (const [name, value] of Object.entries(annotations)) document.setIn(["metadata", "annotations", name], value);
    return true;
  });
