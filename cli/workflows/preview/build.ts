import { rm } from "node:fs/promises";
import { commitDate, type Repository } from "../../adapters/git/repository.ts";
import type { Project } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import { namingOf } from "../../domain/release/naming.ts";
import type { Release } from "../../domain/release/release.ts";
import { accessOf } from "../../releases/access.ts";
import { chartNameAt, openChartStore } from "../../releases/chart-stores.ts";
import { checkChart, makeArtifacts } from "../release/artifacts.ts";
import { planImages, verifyBuildable } from "../release/build.ts";
import type { Checkout } from "../release/checkout.ts";
import { type Destinations, openDestinations } from "../release/destinations.ts";

interface Built {
  /** With the settings of a preview. */
  project: Project;
  repository: Repository;
  commit: string;
  version: string;
}

/** Checks all that can be wrong before anything is written, and answers what builds the commit: no tag, and no chart but on this machine. */
export async function prepareBuild(
  session: Session,
  { project, repository, commit, version }: Built,
  checkout: Checkout,
): Promise<() => Promise<Release>> {
  const access = accessOf(session);
  const places = await session.steps.look("Check engine and registry", async (): Promise<Destinations> => {
    const opened = await openDestinations(
      project.config,
      () => chartNameAt(repository, commit, project.config),
      access,
    );
    await verifyBuildable(project, opened, access);
    return opened;
  });
  const [date, remote] = await Promise.all([commitDate(repository, commit), repository.url()]);
  const source = { commit, date, remote, naming: namingOf(project.config) };
  const images = await planImages(session, project, places, checkout);
  const parts = { project, source, places, version, checkout, images };
  const chart = await checkChart(session, parts);
  // Nobody else has this version: it names the commit.
  return () => makeArtifacts(session, parts, chart, { verifyHeld: async () => {} }, undefined);
}

/** Deletes the packaged chart, which nobody needs any more once it is installed. */
export async function forgetChart(session: Session, { config }: Project, { chart, version }: Release): Promise<void> {
  if (!chart || session.steps.dryRun) return;
  const store = openChartStore(undefined, { project: config.name, ...accessOf(session) });
  await rm(store.addressOf({ name: chart.name, version }), { force: true });
}
