import { Failure, usageError } from "../../../lib/errors.ts";
import { headCommit, resolveCommit } from "../../adapters/git/repository.ts";
import { readProject } from "../../core/config/read.ts";
import { roughly } from "../../core/duration.ts";
import type { Session } from "../../core/session.ts";
import { previewAddress } from "../../domain/preview/address.ts";
import { previewConfig } from "../../domain/preview/config.ts";
import { isExpired, type PreviewMark } from "../../domain/preview/marks.ts";
import { previewVersion } from "../../domain/preview/names.ts";
import { namingOf } from "../../domain/release/naming.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import type { OpenedPreview, Preview } from "../../environments/previews.ts";
import type { PreviewResult } from "../../results/preview.ts";
import { head } from "../../results/result.ts";
import { promoteToEnvironment } from "../promote/promote-to-environment.ts";
import { type Checkout, withCheckout } from "../release/checkout.ts";
import { forgetChart, prepareBuild } from "./build.ts";
import { openPreviewed, type PreviewedProject } from "./place.ts";
import { verifyComposeFiles, verifyLinks } from "./sealed.ts";

export interface CreateRequest extends ClusterChoice {
  number: number;
  /** Undefined: the one that is checked out. */
  commit: string | undefined;
  timeoutMs: number;
}

/** Builds a commit of a pull request, and brings it to an environment of its own, or to the one that it has. */
export async function createPreview(session: Session, request: CreateRequest): Promise<PreviewResult> {
  const { steps } = session;
  const { number } = request;
  const place = await openPreviewed(session, request);
  const { repository, settings } = place;
  const commit = request.commit ? await resolveCommit(repository, request.commit) : await headCommit(repository);
  if (commit === undefined) {
    throw usageError(`there is no commit ${request.commit}`, { hint: "Fetch the pull request first." });
  }
  const mark: PreviewMark = {
    number,
    commit,
    version: previewVersion(number, commit),
    repository: place.identity,
    expiresAt: new Date(Date.now() + settings.ttl).toISOString(),
  };
  const before = await steps.look("Look at the previews that are there", async (step) => {
    const all = await place.previews.list();
    step.say(`${all.length} of ${settings.max}`);
    verifyRoom(all, number, settings.max);
    await place.previews.verifyFree(mark);
    return all.find((each) => each.number === number);
  });
  return withCheckout(session, { repository, commit }, async (checkedOut) =>
    bring(session, request, { place, mark, before, checkout: await checkedOut() }),
  );
}

/** Throws if there are as many as there may be. */
function verifyRoom(all: readonly Preview[], number: number, max: number): void {
  const others = all.filter((each) => each.number !== number);
  if (others.length < max) return;
  const expired = others.filter((each) => isExpired(each, Date.now())).length;
  throw new Failure("gate", `there are ${others.length} previews, and chatops.yaml has \`preview.max: ${max}\``, {
    details: others.map((each) => `${each.name}, of pull request ${each.number}`),
    hint:
      expired > 0
        ? `${expired} expired: \`chatops preview gc\` removes them.`
        : "Close one of these pull requests, or remove a preview: chatops preview remove <number>",
  });
}

interface Bringing {
  place: PreviewedProject;
  mark: PreviewMark;
  before: Preview | undefined;
  checkout: Checkout;
}

async function bring(
  session: Session,
  { number, timeoutMs }: CreateRequest,
  { place, mark, before, checkout }: Bringing,
): Promise<PreviewResult> {
  const { steps, configFile } = session;
  const { settings, repository, previews } = place;
  const ofCommit = await steps.look("Check what the commit asks for", async () => {
    await verifyLinks(checkout);
    const { config } = await readProject(checkout.project, configFile);
    const own = previewConfig(config, { config: place.project.config, settings }, number);
    await verifyComposeFiles(checkout, own);
    return own;
  });
  const project = { directory: place.project.directory, config: ofCommit };
  const build = await prepareBuild(
    session,
    { project, repository, commit: mark.commit, version: mark.version },
    checkout,
  );
  const release = await build();
  const opened = await previews.open(session, mark, { config: ofCommit, timeoutMs });
  try {
    const result = await promoteToEnvironment(
      session,
      opened.environment,
      {
        project,
        releases: { repository, naming: namingOf(ofCommit), tags: [] },
        release,
        timeoutMs,
        observeMs: settings.observe,
        rollback: true,
        adopt: false,
        reapply: false,
      },
      { isAutomatic: false },
    );
    if (result.outcome === "failed" && !before) await opened.clear();
    const isThere = result.outcome === "healthy" || result.outcome === "unchanged";
    const address = isThere ? await settle(place, opened, number) : undefined;
    if (isThere) steps.note(`it is removed in ${roughly(settings.ttl)}, or with the pull request`);
    const { commit, version, expiresAt } = mark;
    return { ...head("Preview"), number, commit, version, expiresAt, address, promotion: result };
  } finally {
    await opened.dispose();
    await forgetChart(session, project, release);
  }
}

/** Finds out where it is reached, and keeps that with it. */
async function settle(
  { settings, project }: PreviewedProject,
  opened: OpenedPreview,
  number: number,
): Promise<string | undefined> {
  const byHost = previewAddress(settings.host, project.config.name, number);
  const [found] = byHost === undefined ? (await opened.environment.addresses()).addresses : [byHost];
  await opened.settle(found);
  return found;
}
