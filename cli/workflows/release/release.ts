import { verifyDockerfile } from "../../adapters/builder/image-builder.ts";
import { localTag } from "../../adapters/git/releases.ts";
import { type Project, readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import type { Step } from "../../core/steps.ts";
import { buildOptions } from "../../domain/deployment/built-services.ts";
import { notesFrom } from "../../domain/release/commits.ts";
import { namingOf } from "../../domain/release/naming.ts";
import { notesOfTag, type Release, tagMessage } from "../../domain/release/release.ts";
import { accessOf } from "../../releases/access.ts";
import { chartNameAt } from "../../releases/chart-stores.ts";
import type { ReleaseResult } from "../../results/release.ts";
import { checkChart, makeArtifacts } from "./artifacts.ts";
import { findBuild, foldersOutside, verifyBuildable } from "./build.ts";
import { withCheckout } from "./checkout.ts";
import { type Destinations, openDestinations } from "./destinations.ts";
import { freeVersion } from "./image.ts";
import { pushedPlatforms } from "./platforms.ts";
import { publish, verifyPushable } from "./publish.ts";
import { findReleased } from "./released.ts";
import { reserve } from "./reservation.ts";
import { containedResult, type Noted, plannedResult, releasedResult, unchangedResult } from "./result.ts";
import { readSource, type Source } from "./source.ts";
import { chooseVersion, readRequest, takenBy, type VersionRequest } from "./version.ts";

/**
 * Releases the commit that is checked out: image, chart and tag carry one version. The world is the journal: whatever
 * an earlier run on this commit left is found and used, so that a run killed anywhere is completed by the next.
 */
export async function release(session: Session, asked: VersionRequest): Promise<ReleaseResult> {
  const { steps, cwd } = session;
  const project = await readProject(cwd, session.configFile);
  const { config } = project;
  const request = readRequest(asked, namingOf(config));
  const source = await steps.look("Read the repository", (step) => readProjectSource(session, project, step));
  const { naming } = source;
  warnOfUncommitted(session, source);
  const released = findReleased(source, request);
  if (released) {
    const isOwn = released.commit === source.commit || released === source.untouchedSince;
    return isOwn ? unchangedResult(released, naming) : containedResult(released, naming);
  }
  const places = await steps.look("Check engine, registry and chart repository", async () => {
    const chart = await chartNameAt(source.repository, source.commit, config);
    const opened = await openDestinations(config, chart, accessOf(session));
    await verifyBuildable(project, opened, accessOf(session));
    return opened;
  });
  const noted = await make(session, { project, source, places }, request);
  if (steps.dryRun) return plannedResult(noted, naming);
  steps.reach({ milestone: "release.published", version: noted.made.version });
  warnOfLocalParts(session, source, places, noted.made);
  return releasedResult(noted, source, config);
}

async function readProjectSource({ steps, env }: Session, project: Project, step: Step): Promise<Source> {
  const { config, directory } = project;
  const outside = () => foldersOutside({ steps, env }, project);
  const asked = { ...config.release, naming: namingOf(config), outside };
  const source = await readSource(directory, asked, { env, signal: steps.signal });
  step.say(`commit ${source.commit.slice(0, 7)}${source.remote ? "" : ", no remote"}`);
  return source;
}

interface Given {
  project: Project;
  source: Source;
  places: Destinations;
}

/** Makes the release. What may be wrong with the commit, or with a right, is found before anything is written. */
function make(session: Session, { project, source, places }: Given, request: VersionRequest): Promise<Noted> {
  const { steps } = session;
  return withCheckout(session, source, async (checkout) => {
    const { directory, config } = project;
    const image = await findBuild(session, config, { folder: checkout.project, root: checkout.root, directory });
    verifyDockerfile(buildOptions(image.build, checkout.project));
    const platforms = await pushedPlatforms(steps, places, image.build.platforms, accessOf(session));
    const version = await decideVersion(session, source, places, request);
    const parts = { project, source, places, version, checkout, image, platforms };
    const chart = await checkChart(session, parts);
    await verifyPushable(steps, source, version);
    const reserved = await reserve(steps, source, version);
    const made = await makeArtifacts(session, parts, chart, reserved);
    const message = tagMessage(made, notesFrom(source.commits));
    await publish(session, source, { made, message }, reserved);
    return { made, notes: notesOfTag(message) };
  });
}

function warnOfUncommitted({ steps }: Session, { uncommitted, commit }: Source): void {
  if (uncommitted.length === 0) return;
  const shown = uncommitted.slice(0, 3).join(", ");
  const more = uncommitted.length > 3 ? ` and ${uncommitted.length - 3} more` : "";
  steps.warn(
    `not in this release, since not committed: ${shown}${more}`,
    `Commit ${commit.slice(0, 7)} is released as it is.`,
  );
}

function decideVersion(
  { steps }: Session,
  source: Source,
  places: Destinations,
  request: VersionRequest,
): Promise<string> {
  return steps.look("Choose the version", async (step) => {
    const chosen = chooseVersion(source, request);
    const version = await freeVersion(places, chosen.version, source.commit, chosen.isFixed);
    const owner = await localTag(source.repository, source.naming.tag(version));
    if (owner && owner !== source.commit && source.remote) throw takenBy(version, owner);
    step.say(`${version} (${chosen.because})`);
    const others = source.otherTags.slice(0, 3).join(", ");
    if (source.tags.length === 0 && others) steps.note(`Tags that are no version do not count: ${others}.`);
    return version;
  });
}

function warnOfLocalParts(
  { steps }: Session,
  { remote }: Source,
  { image, charts }: Destinations,
  { chart }: Release,
): void {
  const local = [!remote && "its tag", !image.remote && "its image", chart && !charts.url && "its chart"].filter(
    Boolean,
  );
  if (local.length === 0) return;
  steps.note(
    `Only this machine can deploy this release: ${local.join(", ")} ${local.length > 1 ? "are" : "is"} nowhere else. ` +
      "A remote, `image` and `chart.repository` in chatops.yaml change that.",
  );
}
