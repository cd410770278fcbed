import { temporaryFolder } from "../../adapters/folders.ts";
import { checkOut } from "../../adapters/git/clone.ts";
import { createTag, deleteTag, publishTag } from "../../adapters/git/publish.ts";
import { localTag } from "../../adapters/git/releases.ts";
import { remoteName } from "../../adapters/git/repository.ts";
import { withoutUser } from "../../adapters/git/url-credentials.ts";
import { type Project, readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import { labels } from "../../domain/image/reference.ts";
import { notesFrom } from "../../domain/release/commits.ts";
import { namingOf } from "../../domain/release/naming.ts";
import { notesOfTag, type Release, tagMessage } from "../../domain/release/release.ts";
import { accessOf } from "../../releases/access.ts";
import type { ReleaseResult } from "../../results/release.ts";
import { findBuild } from "./build.ts";
import { provideChart, readCommittedChart } from "./chart.ts";
import { type Destinations, openDestinations } from "./destinations.ts";
import { freeVersion, provideImage } from "./image.ts";
import { findReleased } from "./released.ts";
import { lost, type Reserved, reserve } from "./reservation.ts";
import { containedResult, plannedResult, releasedResult, unchangedResult } from "./result.ts";
import { readSource, type Source } from "./source.ts";
import { type ChosenVersion, chooseVersion, readRequest, takenBy, type VersionRequest } from "./version.ts";

/**
 * Releases the commit that is checked out: image, chart and tag carry one version. The world is the journal: whatever
 * an earlier run on this commit left is found and used, so that a run killed anywhere is completed by the next.
 */
export async function release(session: Session, asked: VersionRequest): Promise<ReleaseResult> {
  const request = readRequest(asked);
  const { steps, env, cwd } = session;
  const project = await readProject(cwd, session.configFile);
  const { config, directory } = project;
  const naming = namingOf(config);
  const source = await steps.look("Read the repository", async (step) => {
    const { branch } = config.release;
    const read = await readSource(directory, { branch, naming }, { env, signal: steps.signal });
    step.say(`commit ${read.commit.slice(0, 7)}${read.remote ? "" : ", no remote"}`);
    return read;
  });
  warnOfUncommitted(session, source);
  const released = findReleased(source, request);
  if (released)
    return released.commit === source.commit ? unchangedResult(released, naming) : containedResult(released, naming);
  const places = await steps.look("Check engine, registry and chart repository", () =>
    openDestinations(config, accessOf({ env, steps })),
  );
  const { version } = await decideVersion(session, source, places, request);
  const reserved = await reserve(steps, source, version);
  const made = await makeArtifacts(session, { project, source, places, version, reserved });
  const message = tagMessage(made, notesFrom(source.commits));
  await publish(session, source, { made, message }, reserved);
  const noted = { made, notes: notesOfTag(message) };
  if (steps.dryRun) return plannedResult(noted, naming);
  steps.reach({ milestone: "release.published", version });
  warnOfLocalParts(session, source, places, made);
  return releasedResult(noted, naming, config);
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
): Promise<ChosenVersion> {
  return steps.look("Choose the version", async (step) => {
    const chosen = chooseVersion(source, request);
    const isFixed = chosen.version === request.version;
    const version = await freeVersion(places, chosen.version, source.commit, isFixed);
    const owner = await localTag(source.repository, source.naming.tag(version));
    if (owner && owner !== source.commit && source.remote) throw takenBy(version, owner);
    step.say(`${version} (${chosen.because})`);
    return { ...chosen, version };
  });
}

interface Parts {
  project: Project;
  source: Source;
  places: Destinations;
  version: string;
  reserved: Reserved;
}

/** Builds and publishes image and chart from a clean checkout of the commit. */
async function makeArtifacts(
  session: Session,
  { project, source, places, version, reserved }: Parts,
): Promise<Release> {
  const { steps, env } = session;
  const { commit, repository } = source;
  const { verifyHeld } = reserved;
  const folder = await temporaryFolder(env);
  try {
    const checkout = `${folder.path}/${repository.prefix}`;
    const files = await steps.look(`Check out commit ${commit.slice(0, 7)}`, async () => {
      await checkOut(repository, commit, folder.path, steps.signal);
      return readCommittedChart(checkout, project);
    });
    const build = await findBuild(session, project.config, checkout);
    const request = {
      version,
      commit,
      naming: source.naming,
      labels: labelsFor(source, version),
      folder: checkout,
      build,
      env,
      verifyHeld,
    };
    const image = await provideImage(steps, places, request);
    const unpublished = { version, commit, image };
    if (!files)
      steps.warn(`no chart: ${project.config.chart.path} is not in the commit`, "`chatops import` writes one.");
    const chart = files && (await provideChart(steps, places.charts, files, unpublished, { project, env, verifyHeld }));
    return { ...unpublished, chart };
  } finally {
    await folder.dispose();
  }
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

/** Tags the commit, and where there is a remote pushes the tag: from then on the release exists. */
async function publish(
  { steps }: Session,
  { repository, naming, remote }: Source,
  { made, message }: { made: Release; message: string },
  reserved: Reserved,
): Promise<void> {
  const { version, commit } = made;
  const tag = naming.tag(version);
  const undo = remote ? { undo: () => deleteTag(repository, tag) } : {};
  await steps.change(
    `Tag the commit ${tag}`,
    { plan: `git tag --annotate ${tag} ${commit.slice(0, 7)}`, expect: undefined, ...undo },
    () => createTag(repository, tag, commit, message),
  );
  if (!remote) return;
  await steps.change(
    "Push the tag",
    { plan: `git push ${remoteName(repository)} ${tag}`, expect: undefined },
    async () => {
      if (!(await publishTag(repository, tag, reserved.held))) throw lost(version);
    },
  );
}

function warnOfLocalParts(
  { steps }: Session,
  { remote }: Source,
  { image, charts }: Destinations,
  { chart }: Release,
): void {
  const local = [!remote && "its tag", !image.remote && "its image", chart && !charts && "its chart"].filter(Boolean);
  if (local.length === 0) return;
  steps.note(
    `Only this machine can deploy this release: ${local.join(", ")} ${local.length > 1 ? "are" : "is"} nowhere else. ` +
      "A remote `origin`, `image` and `chart.repository` in chatops.yaml change that.",
  );
}
