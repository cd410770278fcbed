import { imagesOf, type Promotion } from "../environment/history.ts";
import { isSameImage } from "../image/reference.ts";

/** One revision of a Helm release, as `helm history` tells. */
export interface Revision {
  revision: number;
  status: string;
  /** Name and version: `chat-1.4.0`. */
  chart: string;
  description: string;
}

/** What stands in the namespace, as far as Helm knows; undefined if it has nothing there. An installation that Helm calls
 * failed may have come to serve all the same. */
export function runningRevision<T extends Revision>(revisions: readonly T[]): T | undefined {
  if (/^uninstall/.test(revisions.at(-1)?.status ?? "")) return undefined;
  const last = (status: string) => revisions.findLast((revision) => revision.status === status);
  // Helm supersedes the one before a moment before it calls the next one deployed, and may be killed in between.
  return last("deployed") ?? last("superseded") ?? last("failed");
}

/** Whether Helm would install, and not upgrade, once what a killed run left is cleared. */
export const isInstallation = (revisions: readonly Revision[]): boolean =>
  /^uninstall/.test(revisions.findLast(({ status }) => !status.startsWith("pending-"))?.status ?? "uninstalled");

/** The revisions that one promotion made: those after the newest one before it, with its chart. */
export const madeSince = <T extends Revision>(
  before: readonly Revision[],
  after: readonly T[],
  chart: string,
): T | undefined => after.findLast((each) => each.revision > (before.at(-1)?.revision ?? 0) && each.chart === chart);

/**
 * Whether nothing ever ran here but what a promotion of ours began and did not complete. What somebody else installed is
 * theirs, whatever has become of it.
 */
export const isFirstInstallation = (promotions: readonly Promotion[], revisions: readonly Revision[]): boolean =>
  revisions.every(
    (revision) =>
      /^uninstall/.test(revision.status) ||
      (/^(failed|pending)/.test(revision.status) && isUnfinished(promotions, revision)),
  );

/** A promotion that was killed does not know the number of what it made. */
const isUnfinished = (promotions: readonly Promotion[], revision: Revision): boolean =>
  promotions.some(
    (promotion) =>
      isOfVersion(revision, promotion) &&
      (promotion.outcome === "begun" || (promotion.outcome === "failed" && promotion.revision === revision.revision)),
  );

/** Whether Helm was killed while it did what the last promotion, or its way back, had it do. */
export function isLeftByUs(promotions: readonly Promotion[], pending: Revision): boolean {
  const last = promotions.at(-1);
  if (last?.outcome === "begun") return isOfVersion(pending, last);
  // The way back to what chatops did not bring has no entry of its own.
  return pending.status === "pending-rollback" && last?.outcome === "failed" && last.revision === pending.revision - 1;
}

export const isOfVersion = ({ chart }: Revision, { version }: Pick<Promotion, "version">): boolean =>
  chart.endsWith(`-${version}`);

/** What is recorded of a revision, or of the one that it was rolled back to by hand. */
export function recordOf(
  promotions: readonly Promotion[],
  revisions: readonly Revision[],
  revision: Revision,
): Promotion | undefined {
  const own = promotions.findLast((each) => each.revision === revision.revision && isOfVersion(revision, each));
  if (own) return own;
  const original = originalOf(revisions, revision);
  return original && recordOf(promotions, revisions, original);
}

/** The earlier revision whose manifest a rollback brought again; undefined if it is no rollback. */
function originalOf(revisions: readonly Revision[], { revision, description }: Revision): Revision | undefined {
  const number = Number(/^Rollback to (\d+)$/.exec(description)?.[1]);
  return number < revision ? revisions.find((each) => each.revision === number) : undefined;
}

/**
 * The earlier revision whose images somebody had Kubernetes run again, as `kubectl rollout undo` does, of which Helm learns
 * nothing; undefined if nobody did. `images` are those that the workloads give to new pods.
 */
export function revisionUndoneTo<T extends Revision>(
  promotions: readonly Promotion[],
  revisions: readonly T[],
  images: readonly string[],
): T | undefined {
  const running = runningRevision(revisions);
  const recorded = running && recordOf(promotions, revisions, running);
  const runs = ({ image }: { image: string }) => images.some((each) => isSameImage(each, image));
  // What was not seen healthy may be about to start.
  if (recorded?.outcome !== "healthy" || imagesOf(recorded).some(runs)) return undefined;
  const earlier = revisions.filter(({ status }) => status === "superseded").toReversed();
  return earlier.find((revision) => {
    const its = recordOf(promotions, revisions, revision);
    return its?.outcome === "healthy" && imagesOf(its).every(runs);
  });
}

/** What a revision was described with when its manifest was first brought. */
export function firstDescription(revisions: readonly Revision[], revision: Revision): string {
  const original = originalOf(revisions, revision);
  return original ? firstDescription(revisions, original) : revision.description;
}
