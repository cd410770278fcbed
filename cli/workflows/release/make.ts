import { preconditionError } from "../../../lib/errors.ts";
import { localTag } from "../../adapters/git/releases.ts";
import { remoteName } from "../../adapters/git/repository.ts";
import type { Project } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import { notesFrom } from "../../domain/release/commits.ts";
import { keyFor } from "../../domain/release/naming.ts";
import type { Release } from "../../domain/release/release.ts";
import { notesOfTag, tagMessage } from "../../domain/release/tag-message.ts";
import { accessOf } from "../../releases/access.ts";
import { chartNameAt } from "../../releases/chart-stores.ts";
import type { ReleaseResult } from "../../results/release.ts";
import { checkChart, makeArtifacts, withImageAhead } from "./artifacts.ts";
import { planImages, verifyBuildable } from "./build.ts";
import { type Checkout, withCheckout } from "./checkout.ts";
import { type Destinations, openDestinations } from "./destinations.ts";
import { freeVersion } from "./free-version.ts";
import { publish, verifyPushable } from "./publish.ts";
import { reserve } from "./reservation.ts";
import { type Noted, plannedResult, releasedResult } from "./result.ts";
import type { Source } from "./source.ts";
import { chooseVersion, type VersionRequest } from "./version.ts";

interface Given {
  project: Project;
  source: Source;
}

/** Releases a commit that is not released yet, or plans it in a dry run. */
export async function makeRelease(
  session: Session,
  { project, source }: Given,
  request: VersionRequest,
): Promise<ReleaseResult> {
  const { steps } = session;
  const { places, ...noted } = await withCheckout(session, source, async (checkedOut) => {
    const places = await checkPlaces(session, { project, source });
    return { places, ...(await make(session, { project, source, places, checkout: await checkedOut() }, request)) };
  });
  if (steps.dryRun) return plannedResult(noted, source.naming);
  steps.reach({ milestone: "release.published", version: noted.made.version });
  warnOfLocalParts(session, source, places, noted.made);
  return releasedResult(noted, source, project.config);
}

function checkPlaces(session: Session, { project, source }: Given): Promise<Destinations> {
  return session.steps.look("Check engine, registry and chart repository", async () => {
    const chart = () => chartNameAt(source.repository, source.commit, project.config);
    const opened = await openDestinations(project.config, chart, accessOf(session));
    await verifyBuildable(project, opened, accessOf(session));
    return opened;
  });
}

/** Makes the release. What may be wrong with the commit, or with a right, is found before anything is written. */
async function make(
  session: Session,
  { project, source, places, checkout }: Given & { places: Destinations; checkout: Checkout },
  request: VersionRequest,
): Promise<Noted> {
  const { steps } = session;
  const images = await planImages(session, project, places, checkout);
  const version = await decideVersion(session, source, places, request);
  const parts = { project, source, places, version, checkout, images };
  return withImageAhead(session, parts, async (begun) => {
    const chart = await checkChart(session, parts);
    await verifyPushable(steps, source, version);
    const reserved = await reserve(steps, source, version);
    const made = await makeArtifacts(session, parts, chart, reserved, begun);
    const message = tagMessage(made, notesFrom(source.commits));
    await publish(session, source, { made, message }, reserved);
    return { made, notes: notesOfTag(message) };
  });
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
    await verifyFreeHere(source, version);
    const past = version === chosen.version ? "" : `, past what is published as ${chosen.version}`;
    step.say(`${version} (${chosen.because}${past})`);
    const others = source.otherTags.slice(0, 3).join(", ");
    if (source.tags.length === 0 && others)
      steps.note(`Tags that are no version of ${source.naming.project} do not count: ${others}.`);
    return version;
  });
}

/** The tag is made in this repository before it is pushed: one of that name that the remote does not have is in its way. */
async function verifyFreeHere({ repository, naming, commit, remote }: Source, version: string): Promise<void> {
  const name = naming.tag(version);
  const owner = remote && (await localTag(repository, name));
  if (!owner || owner === commit) return;
  const origin = remoteName(repository);
  throw preconditionError(`the tag ${name} stands on commit ${owner.slice(0, 7)} here, and ${origin} has no such tag`, {
    hint: `Delete it if it is left over: git tag --delete ${name}\nIs it a version of yours? Push it: git push ${origin} ${name}`,
  });
}

function warnOfLocalParts(
  { steps }: Session,
  { remote }: Source,
  { images, charts }: Destinations,
  { chart }: Release,
): void {
  const pushed = images.every((image) => image.remote);
  const local = [!remote && "its tag", !pushed && "its image", chart && !charts.url && "its chart"].filter(Boolean);
  if (local.length === 0) return;
  const unpushed = images.filter((image) => !image.remote);
  const keys = (pushed ? images.slice(0, 1) : unpushed).map((image) => keyFor(image, "image"));
  steps.note(
    `Only this machine can deploy this release: ${local.join(", ")} ${local.length > 1 ? "are" : "is"} nowhere else. ` +
      `A remote, ${keys.map((key) => `\`${key}\``).join(", ")} and \`chart.repository\` in chatops.yaml change that.`,
  );
}
