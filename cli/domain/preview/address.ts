import { previewName } from "./names.ts";

/** The host of a preview, without a scheme; undefined if chatops.yaml names none. */
export const previewHost = (host: string | undefined, project: string, number: number): string | undefined =>
  host && filledIn(host, project, number).replace(/^https?:\/\//, "");

/** Where a preview is reached by its host. */
export function previewAddress(host: string | undefined, project: string, number: number): string | undefined {
  if (host === undefined) return undefined;
  const filled = filledIn(host, project, number);
  return filled.includes("://") ? filled : `https://${filled}`;
}

const filledIn = (text: string, project: string, number: number): string =>
  text.replaceAll("{name}", previewName(project, number)).replaceAll("{number}", String(number));

/** Values of a chart with the names of a preview in their texts. */
export function previewValues(
  { set, host }: { set: Record<string, unknown> | undefined; host: string | undefined },
  project: string,
  number: number,
): Record<string, unknown> {
  const own = previewHost(host, project, number);
  const written = set ?? (own === undefined ? {} : { expose: "ingress", host: "{host}" });
  const fill = (value: unknown): unknown => {
    if (typeof value === "string") return filledIn(value, project, number).replaceAll("{host}", own ?? "");
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each)]));
  };
  return fill(written) as Record<string, unknown>;
}
