import { preconditionError } from "../../../lib/errors.ts";
import type { Release } from "../release/release.ts";
import type { Values } from "./image-keys.ts";
import { type Entry, NotAMap, withValues } from "./yaml-text.ts";

/** Annotations of Chart.yaml that tie a packaged chart to its release. */
const chartAnnotations = {
  commit: "chatops.dev/commit",
  image: "chatops.dev/image",
} as const;

/** What a chart is stamped with. */
export type Unstamped = Pick<Release, "version" | "commit" | "image">;

/** The text of Chart.yaml with the release's version, commit and image in it. */
export function stampMetadata(text: string, { version, commit, image }: Unstamped): string {
  return stamped("Chart.yaml", text, [
    [["version"], version],
    [["appVersion"], version],
    [["annotations", chartAnnotations.commit], commit],
    [["annotations", chartAnnotations.image], `${image.repository}:${version}@${image.digest ?? image.id}`],
  ]);
}

/** The text of values.yaml with the values that name the release's image in it. */
export const stampValues = (text: string, image: Values): string => stamped("values.yaml", text, entriesOf(image));

function stamped(file: string, text: string, entries: readonly Entry[]): string {
  try {
    return withValues(text, entries);
  } catch (error) {
    if (!(error instanceof NotAMap)) throw error;
    throw preconditionError(`${error.key ? `\`${error.key}\` of the` : "the"} chart's ${file} must be keys and values`, {
      hint: "A release is stamped there. If templates read the image from other keys, name them in chatops.yaml: `chart.image`.",
    });
  }
}

const entriesOf = (values: Values, above: readonly string[] = []): Entry[] =>
  Object.entries(values).flatMap(([key, value]) =>
    typeof value === "string" ? [[[...above, key], value] as const] : entriesOf(value, [...above, key]),
  );
