import { parse } from "yaml";

/** What Chart.yaml, or the requirements.yaml of older charts, says of one chart. */
export interface Metadata {
  name?: unknown;
  version?: unknown;
  type?: unknown;
  annotations?: Record<string, unknown> | null;
  dependencies?: { name: string; version?: unknown; repository?: string }[] | null;
}

/** Reads such a file as Helm does: of a key that stands there twice the last one counts. Throws if it is no YAML. */
export function metadataIn(text: string): Metadata {
  const parsed: unknown = parse(text, { uniqueKeys: false, logLevel: "silent" });
  return typeof parsed === "object" && parsed !== null ? parsed : {};
}

/** The name that the text of a Chart.yaml gives; undefined if it gives none. */
export function nameIn(chartYaml: string): string | undefined {
  try {
    const { name } = metadataIn(chartYaml);
    return typeof name === "string" && name !== "" ? name : undefined;
  } catch {
    return undefined;
  }
}
