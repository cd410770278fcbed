import { parse } from "yaml";

/** The name that the text of a Chart.yaml gives; undefined if it gives none. */
export function nameIn(chartYaml: string): string | undefined {
  try {
    const name: unknown = parse(chartYaml)?.name;
    return typeof name === "string" && name !== "" ? name : undefined;
  } catch {
    return undefined;
  }
}
