import type { VersionTag } from "../../adapters/git/releases.ts";
import { type Project, readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import type { Step } from "../../core/steps.ts";
import { namingBeforePrefix, namingOf } from "../../domain/release/naming.ts";
import { accessOf } from "../../releases/access.ts";
import type { ReleaseResult } from "../../results/release.ts";
import { findOwnRelease, findReleased } from "./released.ts";
import { containedResult, unchangedResult } from "./result.ts";
import { type Overview, readOverview, readSource, type Source } from "./source.ts";
import { readRequest, type VersionRequest } from "./version.ts";

/**
 * Releases the commit that is checked out: image, chart and tag carry one version. The world is the journal: whatever
 * an earlier run on this commit left is found and used, so that a run killed anywhere is completed by the next.
 */
export async function release(session: Session, asked: VersionRequest): Promise<ReleaseResult> {
  const project = await readProject(session.cwd, session.configFile);
  const request = readRequest(asked, namingOf(project.config));
  const found = await session.steps.look("Read the repository", (step) => read(session, project, request, step));
  warnOfUncommitted(session, found);
  if ("released" in found) {
    const { released, isOwn, naming } = found;
    return isOwn ? unchangedResult(released, naming) : containedResult(released, naming);
  }
  const { makeRelease } = await loadMaking();
  return makeRelease(session, { project, source: found }, request);
}

/** Whatever makes a release is most of the program: it is loaded if there is one to make, while Git is still asked. */
const loadMaking = () => import("./make.ts");

/** A commit that needs no release any more. */
interface Released extends Overview {
  released: VersionTag;
  /** It is the commit's own, or as good as that. */
  isOwn: boolean;
}

async function read(
  { steps, env }: Session,
  project: Project,
  request: VersionRequest,
  step: Step,
): Promise<Source | Released> {
  const { config, directory } = project;
  const asked = { ...config.release, naming: namingOf(config) };
  const overview = await readOverview(directory, asked, accessOf({ steps, env }));
  const { commit, repository } = overview;
  step.say(`commit ${commit.slice(0, 7)}${repository.remote ? "" : ", no remote"}`);
  const own = await findOwnRelease(overview, request);
  if (own) return { ...overview, released: own, isOwn: true };
  const outside = async () => (await import("./build.ts")).foldersOutside({ steps, env }, project);
  const earlier = namingBeforePrefix(config);
  const [source] = await Promise.all([readSource(overview, { ...asked, earlier, outside }), loadMaking()]);
  const released = findReleased(source, request);
  return released ? { ...overview, released, isOwn: released === source.untouchedSince } : source;
}

function warnOfUncommitted({ steps }: Session, { uncommitted, commit }: Overview): void {
  if (uncommitted.length === 0) return;
  const shown = uncommitted.slice(0, 3).join(", ");
  const more = uncommitted.length > 3 ? ` and ${uncommitted.length - 3} more` : "";
  steps.warn(
    `not in this release, since not committed: ${shown}${more}`,
    `Commit ${commit.slice(0, 7)} is released as it is.`,
  );
}
