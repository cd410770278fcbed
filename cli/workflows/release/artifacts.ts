import { withoutUser } from "../../adapters/git/url-credentials.ts";
import type { Project } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import type { ComposeBuild } from "../../domain/deployment/compose-model.ts";
import { labels } from "../../domain/image/reference.ts";
import type { Release } from "../../domain/release/release.ts";
import { provideChart, type readCommittedChart } from "./chart.ts";
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
  reserved: Reserved;
  /** Folder of the project in the clean checkout, and what was read of it. */
  checkout: string;
  files: Awaited<ReturnType<typeof readCommittedChart>>;
  build: ComposeBuild | undefined;
}

/** Builds and publishes image and chart from a clean checkout of the commit. */
export async function makeArtifacts(
  { steps, env }: Session,
  { project, source, places, version, reserved, checkout, files, build }: Parts,
): Promise<Release> {
  const { commit, naming } = source;
  const { verifyHeld } = reserved;
  const marks = labelsFor(source, version);
  const request = { version, commit, naming, labels: marks, folder: checkout, build, env, verifyHeld };
  const image = await provideImage(steps, places, request);
  const unpublished = { version, commit, image };
  if (!files) steps.warn(`no chart: ${project.config.chart.path} is not in the commit`, "`chatops import` writes one.");
  const chart = files && (await provideChart(steps, places.charts, files, unpublished, verifyHeld));
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
