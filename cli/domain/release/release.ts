import { isOfRepository, tagOf } from "../image/reference.ts";

/** One release: what its tag says of the artifacts that carry its version. */
export interface Release {
  version: string;
  /** Full hash. */
  commit: string;
  /** Name of the project that was released; earlier tags do not say it. */
  project?: string | undefined;
  image: ReleasedImage;
  chart: ReleasedChart | undefined;
}

export interface ReleasedImage {
  /** Name without tag, as the place that runs it pulls it. */
  repository: string;
  /** Digest of the manifest in the registry; undefined where the image stays on one machine. */
  digest: string | undefined;
  /** Digest of the image's configuration: the engine's own id of it. */
  id: string;
  /** Name under which it was released, if this is the copy that an environment has of it. */
  copiedFrom?: string;
}

export interface ReleasedChart {
  name: string;
  /** URL of the chart repository; undefined where the chart stays on one machine. */
  repository: string | undefined;
  /** sha256 of the packaged chart, `sha256:…`. */
  digest: string;
}

const trailers = {
  project: "Project",
  image: "Image",
  imageDigest: "Image-Digest",
  imageId: "Image-Id",
  chart: "Chart",
  chartDigest: "Chart-Digest",
  chartRepository: "Chart-Repository",
} as const;

/** The message of the release's annotated tag: title, notes, and trailers that name the artifacts. */
export function tagMessage(release: Release, notes: string): string {
  const { image, chart, version, project } = release;
  const lines: [string, string | undefined][] = [
    [trailers.project, project],
    [trailers.image, `${image.repository}:${version}`],
    [trailers.imageDigest, image.digest],
    [trailers.imageId, image.id],
    [trailers.chart, chart && `${chart.name} ${version}`],
    [trailers.chartDigest, chart?.digest],
    [trailers.chartRepository, chart?.repository],
  ];
  const block = lines.filter(([, value]) => value).map(([name, value]) => `${name}: ${value}`);
  return [`Release ${version}`, notes, block.join("\n")].filter(Boolean).join("\n\n");
}

/** Reads a release out of its tag's message; undefined where the tag is not one of ours. */
export function releaseOfTag(version: string, commit: string, message: string): Release | undefined {
  const block = message.trimEnd().split("\n\n").at(-1) ?? "";
  const values = new Map(block.split("\n").map((line) => trailerOf(line)));
  const image = values.get(trailers.image);
  const id = values.get(trailers.imageId);
  // A message that was copied from another release names that one's image.
  if (!image?.endsWith(`:${version}`) || !id) return undefined;
  const repository = image.slice(0, -`:${version}`.length);
  const project = values.get(trailers.project);
  return {
    version,
    commit,
    ...(project && { project }),
    image: { repository, digest: values.get(trailers.imageDigest), id },
    chart: chartOf(values),
  };
}

/** The lines of a tag's message that say what is new, one for each commit. */
export const notesOfTag = (message: string): string[] =>
  message.split("\n").flatMap((line) => (line.startsWith("- ") ? line.slice(2) : []));

const trailerOf = (line: string): [string, string] => {
  const colon = line.indexOf(": ");
  return [line.slice(0, colon), line.slice(colon + 2)];
};

function chartOf(values: Map<string, string>): ReleasedChart | undefined {
  const name = values.get(trailers.chart)?.split(" ")[0];
  const digest = values.get(trailers.chartDigest);
  return name && digest ? { name, digest, repository: values.get(trailers.chartRepository) } : undefined;
}

/** A release as an environment runs it that pulls from a registry of its own. */
export const copiedTo = (release: Release, repository: string): Release => ({
  ...release,
  image: { ...release.image, repository, copiedFrom: release.image.repository },
});

/** The reference that a place runs: pinned by digest where the registry gave one. */
export const runReference = ({ image, version }: Release): string =>
  image.digest ? `${image.repository}:${version}@${image.digest}` : `${image.repository}:${version}`;

/** Whether a reference is of a release's image: by its digest, whatever name or tag stands before it, else by name and tag. */
export function namesImageOf({ image, version }: Pick<Release, "image" | "version">, reference: string): boolean {
  const [, digest] = reference.split("@");
  if (digest !== undefined) return digest === image.digest;
  return isOfRepository(reference, image.repository) && tagOf(reference) === version;
}
