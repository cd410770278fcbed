import { withoutUser } from "../../adapters/git/url-credentials.ts";
import { sideBySide } from "../../core/ahead.ts";
import type { Project } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import { labels } from "../../domain/image/reference.ts";
import type { Release, ReleasedImage } from "../../domain/release/release.ts";
import type { PlannedImage } from "./build.ts";
import { withBuildAhead } from "./build-ahead.ts";
import type { BuildAhead, ImageRequest } from "./build-image.ts";
import { packChart, provideChart } from "./chart.ts";
import type { Checkout } from "./checkout.ts";
import { type CommittedChart, readCommittedChart } from "./committed-chart.ts";
import type { Destinations, ImageDestination, ImagePlace } from "./destinations.ts";
import { giveVersion, provideImage } from "./image.ts";
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
  const { steps } = session;
  const [planned, ...others] = parts.images;
  const image = await makeImage(session, parts, planned, verifyHeld, begun);
  const otherImages: MadeImage[] = [];
  for (const other of others) {
    await (otherImages.at(-1) ?? image).giveVersion();
    otherImages.push(await makeImage(session, parts, other, verifyHeld));
  }
  const unpublished = {
    ...{ version, commit: source.commit, project: project.config.name, image: image.made },
    ...(otherImages.length > 0 && { otherImages: otherImages.map(({ made }) => made) }),
  };
  // Helm packages while the registry gives the tag.
  const [, packed] = await sideBySide(
    (otherImages.at(-1) ?? image).giveVersion(),
    packChart(steps, places.charts, checked, unpublished),
  );
  const chart = packed && (await provideChart(steps, places.charts, packed, verifyHeld));
  return { ...unpublished, chart };
}

/** Builds the first image while `work` goes on: a project has one, most often. */
export const withImageAhead = <T>(
  session: Session,
  parts: Parts,
  work: (begun: BuildAhead | undefined) => Promise<T>,
): Promise<T> => withBuildAhead(session, ...imageOf(session, parts, parts.images[0]), work);

/** An image that is there, and has no version yet. */
interface MadeImage {
  made: ReleasedImage;
  giveVersion: () => Promise<void>;
}

async function makeImage(
  session: Session,
  parts: Parts,
  planned: PlannedImage,
  verifyHeld: () => Promise<void>,
  begun?: BuildAhead,
): Promise<MadeImage> {
  const { steps } = session;
  const [place, unheld] = imageOf(session, parts, planned);
  const request = { ...unheld, verifyHeld };
  const made = await provideImage(steps, place, request, begun);
  return { made, giveVersion: () => giveVersion(steps, place, request, made) };
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
