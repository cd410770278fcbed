import { imagesOf, type Release, type ReleasedChart, type ReleasedImage } from "./release.ts";

const trailers = {
  project: "Project",
  service: "Service",
  image: "Image",
  imageDigest: "Image-Digest",
  imageId: "Image-Id",
  chart: "Chart",
  chartDigest: "Chart-Digest",
  chartRepository: "Chart-Repository",
} as const;

/** The message of the release's annotated tag: title, notes, and trailers that name the artifacts. */
export function tagMessage(release: Release, notes: string): string {
  const { chart, version, project } = release;
  const lines: [string, string | undefined][] = [
    [trailers.project, project],
    ...imagesOf(release).flatMap((image) => imageLines(image, version)),
    [trailers.chart, chart && `${chart.name} ${version}`],
    [trailers.chartDigest, chart?.digest],
    [trailers.chartRepository, chart?.repository],
  ];
  const block = lines.filter(([, value]) => value).map(([name, value]) => `${name}: ${value}`);
  return [`Release ${version}`, notes, block.join("\n")].filter(Boolean).join("\n\n");
}

/** The service comes first: what follows, up to the next one, is of its image. */
const imageLines = (
  { service, repository, digest, id }: ReleasedImage,
  version: string,
): [string, string | undefined][] => [
  [trailers.service, service],
  [trailers.image, `${repository}:${version}`],
  [trailers.imageDigest, digest],
  [trailers.imageId, id],
];

/** Reads a release out of its tag's message; undefined where the tag is not one of ours. */
export function releaseOfTag(version: string, commit: string, message: string): Release | undefined {
  const block = message.trimEnd().split("\n\n").at(-1) ?? "";
  const lines = block.split("\n").map((line) => trailerOf(line));
  const images = serviceParts(lines).map((part) => imageOf(new Map(part), version));
  const [image, ...otherImages] = images.filter((one) => one !== undefined);
  if (!image || otherImages.length + 1 < images.length) return undefined;
  const values = new Map(lines);
  const project = values.get(trailers.project);
  return {
    ...{ version, commit, ...(project && { project }), image },
    ...(otherImages.length > 0 && { otherImages }),
    chart: chartOf(values),
  };
}

type Trailer = [name: string, value: string];

/** The trailers of each service; all of them if none is named. */
function serviceParts(lines: readonly Trailer[]): Trailer[][] {
  const starts = lines.flatMap(([name], index) => (name === trailers.service ? [index] : []));
  if (starts.length === 0) return [[...lines]];
  return starts.map((start, index) => lines.slice(start, starts[index + 1]));
}

function imageOf(values: ReadonlyMap<string, string>, version: string): ReleasedImage | undefined {
  const image = values.get(trailers.image);
  const id = values.get(trailers.imageId);
  const service = values.get(trailers.service);
  // A message that was copied from another release names that one's image.
  if (!image?.endsWith(`:${version}`) || !id) return undefined;
  const repository = image.slice(0, -`:${version}`.length);
  return { ...(service && { service }), repository, digest: values.get(trailers.imageDigest), id };
}

/** The lines of a tag's message that say what is new, one for each commit. */
export const notesOfTag = (message: string): string[] =>
  message.split("\n").flatMap((line) => (line.startsWith("- ") ? line.slice(2) : []));

const trailerOf = (line: string): Trailer => {
  const colon = line.indexOf(": ");
  return [line.slice(0, colon), line.slice(colon + 2)];
};

function chartOf(values: ReadonlyMap<string, string>): ReleasedChart | undefined {
  const name = values.get(trailers.chart)?.split(" ")[0];
  const digest = values.get(trailers.chartDigest);
  return name && digest ? { name, digest, repository: values.get(trailers.chartRepository) } : undefined;
}
