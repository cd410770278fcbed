import { withoutUser } from "../../adapters/git/url-credentials.ts";
import type { Project } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import { labels } from "../../domain/image/reference.ts";
import type { Release, ReleasedImage } from "../../domain/release/release.ts";
import type { PlannedImage } from "./build.ts";
import { withBuildAhead } from "./build-ahead.ts";
import type { BuildAhead, ImageRequest } from "./build-image.ts";
import { provideChart } from "./chart.ts";
import type { Checkout } from "./checkout.ts";
import { type CommittedChart, readCommittedChart } from "./committed-chart.ts";
import type { Destinations, ImageDestination, ImagePlace } from "./destinations.ts";
import { provideImage } from "./image.ts";
import type { Reserved } from "./reservation.ts";
import type { Source } from "./source.ts";

/** What a release is made of. */
export interface Parts {
  project: Project;
  source: Pick<Source, "commit" | "date" | "naming" | "remote">;
  places: Destinations;
  version: string;
  checkout: Checkout;
  images: readonly [PlannedImage, ...PlannedImage[]];
}

/** Reads the chart, and finds what is wrong with it before anything is written; undefined if the commit has none. */
export function checkChart(
  session: Session,
  { project, source, places, version, checkout }: Parts,
): Promise<CommittedChart | undefined> {
  const [first, ...others] = places.images;
  const provisional = {
    ...source,
    version,
    image: unbuilt(first, 0),
    otherImages: others.map((place, index) => unbuilt(place, index + 1)),
  };
  return session.steps.look("Check the chart", async (step) => {
    const chart = await readCommittedChart(session, project.config, checkout, provisional);
    step.say(chart?.name ?? "none");
    // Helm may read another name than the commit's file alone tells, as where that is a link.
    if (chart) await places.verifyChart(chart.name);
    return chart;
  });
}

/** An image with a digest that is no other one's: what it will be is not known yet. */
function unbuilt({ service, pull, remote }: ImageDestination, index: number): ReleasedImage {
  const id = `sha256:${`${index}`.padStart(64, "0")}`;
  return { ...(service !== undefined && { service }), repository: pull, digest: remote && id, id };
}

/** Builds and publishes images and chart. */
export async function makeArtifacts(
  session: Session,
  parts: Parts,
  checked: CommittedChart | undefined,
  { verifyHeld }: Pick<Reserved, "verifyHeld">,
  begun: BuildAhead | undefined,
): Promise<Release> {
  const { project, source, places, version } = parts;
  const { commit } = source;
  const [first, ...others] = parts.images;
  const image = await makeImage(session, parts, first, verifyHeld, begun);
  const otherImages: ReleasedImage[] = [];
  for (const other of others) otherImages.push(await makeImage(session, parts, other, verifyHeld));
  const images = { image, ...(otherImages.length > 0 && { otherImages }) };
  const unpublished = { version, commit, project: project.config.name, ...images };
  const chart = checked && (await provideChart(session.steps, places.charts, checked, unpublished, verifyHeld));
  return { ...unpublished, chart };
}

/** Builds the first image while `work` goes on: a project has one, most often. */
export const withImageAhead = <T>(
  session: Session,
  parts: Parts,
  work: (begun: BuildAhead | undefined) => Promise<T>,
): Promise<T> => withBuildAhead(session, ...imageOf(session, parts, parts.images[0]), work);

function makeImage(
  session: Session,
  parts: Parts,
  planned: PlannedImage,
  verifyHeld: () => Promise<void>,
  begun?: BuildAhead,
): Promise<ReleasedImage> {
  const [place, request] = imageOf(session, parts, planned);
  return provideImage(session.steps, place, { ...request, verifyHeld }, begun);
}

/** Where an image goes, and what it is built from. */
function imageOf(
  { env }: Session,
  { project, source, places, version, checkout }: Parts,
  { place, ...built }: PlannedImage,
): [ImagePlace, Omit<ImageRequest, "verifyHeld">] {
  const { commit, naming } = source;
  const folders = { folder: checkout.project, directory: project.directory };
  const request = { version, commit, naming, labels: labelsFor(source, version), ...folders, ...built, env };
  return [{ engine: places.engine, image: place }, request];
}

function labelsFor({ commit, date, remote }: Parts["source"], version: string): Record<string, string> {
  const source = remote && withoutUser(remote);
  return {
    [labels.version]: version,
    [labels.revision]: commit,
    [labels.created]: date,
    ...(source && { [labels.source]: source }),
  };
}
