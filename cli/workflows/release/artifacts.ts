import { withoutUser } from "../../adapters/git/url-credentials.ts";
import type { Project } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import type { ImageBuild } from "../../domain/deployment/image-build.ts";
import { labels } from "../../domain/image/reference.ts";
import type { Release } from "../../domain/release/release.ts";
import { provideChart } from "./chart.ts";
import type { Checkout } from "./checkout.ts";
import { type CommittedChart, readCommittedChart } from "./committed-chart.ts";
import type { Destinations } from "./destinations.ts";
import { provideImage } from "./image.ts";
import type { Reserved } from "./reservation.ts";
import type { Source } from "./source.ts";

/** What a release is made of. */
export interface Parts {
  project: Project;
  source: Source;
  places: Destinations;
  version: string;
  checkout: Checkout;
  /** How the image is built. */
  image: ImageBuild;
  platforms: string[] | undefined;
}

/** Reads the chart, and finds what is wrong with it before anything is written; undefined if the commit has none. */
export function checkChart(
  session: Session,
  { project, source, places, version, checkout }: Parts,
): Promise<CommittedChart | undefined> {
  const unknown = `sha256:${"0".repeat(64)}`;
  const image = { repository: places.image.pull, digest: places.image.remote && unknown, id: unknown };
  return session.steps.look("Check the chart", async (step) => {
    const chart = await readCommittedChart(session, project.config, checkout, { ...source, version, image });
    step.say(chart?.name ?? "none");
    return chart;
  });
}

/** Builds and publishes image and chart. */
export async function makeArtifacts(
  { steps, env }: Session,
  { project, source, places, version, checkout, ...built }: Parts,
  checked: CommittedChart | undefined,
  { verifyHeld }: Reserved,
): Promise<Release> {
  const { commit, naming } = source;
  const { directory, config } = project;
  const marks = labelsFor(source, version);
  const place = { folder: checkout.project, directory };
  const request = { version, commit, naming, labels: marks, ...place, ...built, env, verifyHeld };
  const image = await provideImage(steps, places, request);
  const unpublished = { version, commit, project: config.name, image };
  const chart = checked && (await provideChart(steps, places.charts, checked, unpublished, verifyHeld));
  return { ...unpublished, chart };
}

function labelsFor({ commit, date, remote }: Source, version: string): Record<string, string> {
  const source = remote && withoutUser(remote);
  return {
    [labels.version]: version,
    [labels.revision]: commit,
    [labels.created]: date,
    ...(source && { [labels.source]: source }),
  };
}
