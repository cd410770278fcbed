import { preconditionError } from "../../../lib/errors.ts";
import { imagesOf, type Release } from "../release/release.ts";
import type { Values } from "./image-keys.ts";
import { metadataIn } from "./metadata.ts";
import { unpackChart } from "./package.ts";
import { type Entry, NotAMap, withValues } from "./yaml-text.ts";

/** What a chart is stamped with. */
export type Unstamped = Pick<Release, "version" | "commit" | "image" | "otherImages">;

/** The text of Chart.yaml with the release's version, commit and images in it, which tie a packaged chart to its release. */
export function stampMetadata(text: string, release: Unstamped): string {
  const { version, commit } = release;
  return stamped("Chart.yaml", text, [
    [["version"], version],
    [["appVersion"], version],
    [["annotations", commitAnnotation], commit],
    ...imagesOf(release).map(
      ({ service, repository, digest, id }): Entry => [
        ["annotations", service === undefined ? imageAnnotation : `${imageAnnotation}.${service}`],
        `${repository}:${version}@${digest ?? id}`,
      ],
    ),
  ]);
}

const commitAnnotation = "chatops.dev/commit";
const imageAnnotation = "chatops.dev/image";

/** The commit that a packaged chart was released from; "unknown" if it does not say, or is none. */
export function commitOfPackage(packaged: Uint8Array): string {
  try {
    const text = Buffer.from(unpackChart(packaged).get("Chart.yaml") ?? "").toString();
    const { annotations } = metadataIn(text);
    const commit = annotations?.[commitAnnotation];
    return typeof commit === "string" ? commit : "unknown";
  } catch {
    return "unknown";
  }
}

/** The text of values.yaml with the values that name the release's images in it. */
export function stampValues(text: string, images: readonly Values[]): string {
  const stamp = (before: string, image: Values) => stamped("values.yaml", before, entriesOf(image));
  const all = images.reduce(stamp, text);
  // What a later one has changed of an earlier one stands in one place for both.
  if (images.length < 2 || images.every((image) => stamp(all, image) === all)) return all;
  throw preconditionError("two services have their image at one place of the chart's values.yaml", {
    hint: "Write the image of each service there by itself, without an anchor or a key that they share.",
  });
}

function stamped(file: string, text: string, entries: readonly Entry[]): string {
  try {
    return withValues(text, entries);
  } catch (error) {
    if (!(error instanceof NotAMap)) throw error;
    throw preconditionError(`${error.key ? `\`${error.key}\` of the` : "the"} chart's ${file} must be keys and values`, {
      hint: "A release is stamped there. If templates read the image from other keys, name them in chatops.yaml: `chart.image`, or `services.<name>.chart.image`.",
    });
  }
}

const entriesOf = (values: Values, above: readonly string[] = []): Entry[] =>
  Object.entries(values).flatMap(([key, value]) =>
    typeof value === "string" ? [[[...above, key], value] as const] : entriesOf(value, [...above, key]),
  );
