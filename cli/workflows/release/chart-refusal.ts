import { type Failure, preconditionError } from "../../../lib/errors.ts";
import type { ImageKeys } from "../../domain/chart/image-keys.ts";
import { likelyKeys } from "../../domain/chart/likely-keys.ts";
import type { ChartFiles } from "../../domain/chart/package.ts";
import { stampsFor } from "../../domain/chart/pins.ts";
import { isChartUsed } from "../../domain/chart/use.ts";
import { isOfRepository } from "../../domain/image/reference.ts";
import { type Subject, tryStamps } from "./chart-rendering.ts";

/**
 * Refuses a chart that was rendered and does not run the release's image, but has these.
 * Other images are a mistake, unless templates read the release's under a condition that later values may meet.
 */
export async function complainOfImage(subject: Subject, images: readonly string[]): Promise<void> {
  const { session, config, files, release } = subject;
  const isUsed = isChartUsed(config);
  const isOwn = (image: string) => isOfRepository(image, release.image.repository);
  if (images.length === 0 || (readsUsualKeys(files) && !images.some(isOwn))) {
    const words =
      "with the values that are here the chart does not run the image: until it does, it cannot be promoted";
    if (isUsed) session.steps.warn(words);
    return;
  }
  const failure = await unstampable(subject, images);
  if (isUsed) throw failure;
  session.steps.warn(failure.message, failure.hint);
}

const readsUsualKeys = (files: ChartFiles): boolean =>
  [...files].some(
    ([path, content]) =>
      path.startsWith("templates/") &&
      /\.Values\.image\.(repository|tag|digest)\b/.test(Buffer.from(content).toString()),
  );

const mostImages = 8;

async function unstampable(subject: Subject, images: readonly string[]): Promise<Failure> {
  const { config, release } = subject;
  const { repository } = release.image;
  const line = (await keysThatWork(subject)) ?? "{ repository: web.image.repository, tag: web.image.tag }";
  const isMapped = config.chart.image.length > 0;
  return preconditionError(
    isMapped
      ? `the chart does not run the image ${repository} by the keys that \`chart.image\` names`
      : `the chart does not run the image ${repository}: its templates do not read \`image.repository\` and \`image.tag\``,
    {
      details: [...new Set(images)].slice(0, mostImages).map((image) => `it runs: ${image}`),
      hint: `Name the keys of the values that its templates read in chatops.yaml: \`chart: { image: ${line} }\`.`,
    },
  );
}

const mostKeys = 8;

/** Keys by which the chart does run the image, as chatops.yaml has them. */
async function keysThatWork(subject: Subject): Promise<string | undefined> {
  const { files, release } = subject;
  const values = new TextDecoder().decode(files.get("values.yaml"));
  for (const keys of likelyKeys(values).slice(0, mostKeys)) {
    const { found } = await tryStamps(subject, stampsFor(release, [keys]), []);
    if (found) return written(keys);
  }
  return undefined;
}

const written = (keys: ImageKeys): string =>
  `{ ${Object.entries(keys)
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ")} }`;
