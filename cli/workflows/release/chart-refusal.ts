import { type Failure, preconditionError } from "../../../lib/errors.ts";
import { imageKeysOf } from "../../core/config/services.ts";
import type { ImageKeys } from "../../domain/chart/image-keys.ts";
import { likelyKeys } from "../../domain/chart/likely-keys.ts";
import type { ChartFiles } from "../../domain/chart/package.ts";
import { type Stamp, stampsFor } from "../../domain/chart/pins.ts";
import { isChartUsed } from "../../domain/chart/use.ts";
import { isOfRepository } from "../../domain/image/reference.ts";
import { keyFor } from "../../domain/release/naming.ts";
import { imagesOf, type ReleasedImage } from "../../domain/release/release.ts";
import { type Subject, tryStamps } from "./chart-rendering.ts";

/** What was found of a chart. */
interface Findings {
  /** Images that it was seen to run. */
  seen: readonly string[];
  /** What each of the images is stamped with. */
  stamps: readonly (Stamp | undefined)[];
  /** What its schema says of every way to name the images. */
  refusals: readonly string[];
}

/**
 * Refuses a chart that was rendered and does not run an image of the release, but has others.
 * Those are a mistake, unless templates read the release's under a condition that later values may meet.
 */
export async function complainOfImage(subject: Subject, image: ReleasedImage, found: Findings): Promise<void> {
  const { session, config, files } = subject;
  const { seen, refusals } = found;
  const isUsed = isChartUsed(config);
  if (refusals.length > 0 && !(await keysThatWork(subject, image, found))) {
    const closed = closedBySchema(image, refusals);
    if (isUsed) throw closed;
    return session.steps.warn(closed.message, closed.hint);
  }
  const isOwn = (other: string) => isOfRepository(other, image.repository);
  const mayComeLater = seen.length === 0 || (readsUsualKeys(files, image.service) && !seen.some(isOwn));
  if (mayComeLater && !(await isCalledOtherwise(subject, image, found))) {
    if (isUsed) session.steps.warn(...notRunYet(image));
    return;
  }
  const failure = await unstampable(subject, image, found);
  if (isUsed) throw failure;
  session.steps.warn(failure.message, failure.hint);
}

/** No values change that. */
const closedBySchema = ({ service }: ReleasedImage, refusals: readonly string[]): Failure =>
  preconditionError(
    `the chart's values.schema.json refuses ${service === undefined ? "the image" : `the image of ${service}`} that is released`,
    {
      details: refusals.filter((line) => line.startsWith("- ")),
      hint: "Let it take a version without `v` as a tag, alone or with `@sha256:…` behind it, and the repository that chatops.yaml names.",
    },
  );

const notRunYet = ({ service }: ReleasedImage): [text: string, hint?: string] =>
  service === undefined
    ? ["with the values that are here the chart does not run the image: until it does, it cannot be promoted"]
    : [
        `with the values that are here the chart does not run ${service}`,
        "That is right if an environment turns it on.",
      ];

/** Those of a service stand below its name, which a template may look up, or a subchart of that name does. */
function readsUsualKeys(files: ChartFiles, service: string | undefined): boolean {
  const own = /\.Values\.image\.(repository|tag|digest)\b/;
  const below = [`.Values.${service}.image.`, `.Values "${service}"`];
  const folder = service === undefined ? "templates/" : `charts/${service}/templates/`;
  return [...files].some(([path, content]) => {
    const text = Buffer.from(content).toString();
    const isBelow = path.startsWith("templates/") && below.some((words) => text.includes(words));
    return isBelow || (path.startsWith(folder) && own.test(text));
  });
}

/** Whether the chart runs the image by keys that stand beside the usual ones, as `image.name` does beside `image.tag`. */
async function isCalledOtherwise(subject: Subject, image: ReleasedImage, found: Findings): Promise<boolean> {
  if (found.seen.length === 0) return false;
  const place = image.service === undefined ? "image." : `${image.service}.image.`;
  const keys = await keysThatWork(
    subject,
    image,
    found,
    ({ repository = "" }) => repository.startsWith(place) && repository !== `${place}repository`,
  );
  return keys !== undefined;
}

const mostImages = 8;

async function unstampable(subject: Subject, image: ReleasedImage, found: Findings): Promise<Failure> {
  const { repository, service } = image;
  const prefix = service === undefined ? "" : `${service}.`;
  const keys = await keysThatWork(subject, image, found);
  const line = `chart: { image: ${written(keys ?? { repository: "<key>", tag: "<key>" })} }`;
  const named = `\`${service === undefined ? line : `services: { ${service}: { ${line} } }`}\``;
  const isMapped = imageKeysOf(subject.config, service).length > 0;
  const reason = isMapped
    ? ` by the keys that \`${keyFor(image, "chart.image")}\` names`
    : `: its templates do not read \`${prefix}image.repository\` and \`${prefix}image.tag\``;
  return preconditionError(`the chart does not run the image ${repository}${reason}`, {
    // What a template makes of a whole map is no name.
    details: [...new Set(found.seen)]
      .filter((other) => !other.startsWith("map["))
      .slice(0, mostImages)
      .map((other) => `it runs: ${other}`),
    hint: keys
      ? `Name the keys of the values that its templates read in chatops.yaml: ${named}.`
      : `Let a template read them, \`image: "{{ .Values.${prefix}image.repository }}:{{ .Values.${prefix}image.tag }}"\`, or name the keys of the values that it reads in chatops.yaml: ${named}.`,
  });
}

const mostKeys = 8;

/** Keys by which the chart does run the image, and no other one of the release less than before. */
async function keysThatWork(
  subject: Subject,
  image: ReleasedImage,
  { stamps }: Findings,
  isMeant: (keys: ImageKeys) => boolean = () => true,
): Promise<ImageKeys | undefined> {
  const { files, release } = subject;
  const images = imagesOf(release);
  const values = new TextDecoder().decode(files.get("values.yaml"));
  const given = stamps.map((stamp) => (stamp ? [stamp] : []));
  const likely = likelyKeys(values).filter(isMeant).slice(0, mostKeys);
  if (likely.length === 0) return undefined;
  const before = await tryStamps(subject, given, []);
  for (const keys of likely.toSorted(
    (one, other) => Number(isCalledSo(other, image)) - Number(isCalledSo(one, image)),
  )) {
    const own = stampsFor({ image, version: release.version }, [keys]);
    const tried = await tryStamps(
      subject,
      given.map((some, index) => (images[index] === image ? own : some)),
      [],
    );
    const isRun = (index: number) => tried.references[index] !== undefined;
    if (images.every((each, index) => isRun(index) || (each !== image && !before.references[index]))) return keys;
  }
  return undefined;
}

/** Whether keys have the service's name in theirs. */
const isCalledSo = (keys: ImageKeys, { service }: ReleasedImage): boolean =>
  service !== undefined && Object.values(keys).some((key) => key.includes(service));

const written = (keys: ImageKeys): string =>
  `{ ${Object.entries(keys)
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ")} }`;
