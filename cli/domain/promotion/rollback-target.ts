import type { Promotion } from "../environment/history.ts";
import { repositoryOf } from "../image/reference.ts";
import type { ManifestObject } from "./manifest.ts";
import { nameOf } from "./owner.ts";
import { isOfVersion, type Revision, recordOf, runningRevision } from "./revisions.ts";

/** Where a promotion that failed goes back to. */
export interface RollbackTarget {
  revision: number;
  /** Its version or, if chatops did not make it, its chart: `chat-1.4.0`. */
  name: string;
  /** What is recorded of it; undefined if chatops did not make it. */
  promotion: Promotion | undefined;
}

/** What was there when a promotion began. */
export interface Before {
  promotions: readonly Promotion[];
  /** Oldest first. */
  revisions: readonly Revision[];
  /** The earlier revision whose images somebody had Kubernetes run again, past Helm; undefined if nobody did. */
  undoneTo?: Revision | undefined;
  /** Whether what ran was healthy in that moment. */
  ranHealthy: boolean;
}

/**
 * What ran when the promotion began, whoever put it there, if it was healthy then or is recorded so; otherwise the last
 * revision that is recorded healthy. Undefined if nothing ran, or only what a promotion of ours brought and never saw healthy.
 */
export function rollbackTarget({ promotions, revisions, undoneTo, ranHealthy }: Before): RollbackTarget | undefined {
  const running = undoneTo ?? runningRevision(revisions);
  if (!running) return undefined;
  const wayTo = (revision: Revision): RollbackTarget => ({
    revision: revision.revision,
    name: nameOf(promotions, revisions, revision),
    promotion: recordOf(promotions, revisions, revision) ?? begunOf(promotions, revision),
  });
  const recorded = recordOf(promotions, revisions, running) ?? begunOf(promotions, running);
  const over = undoneTo ? undefined : overBy(promotions.at(-1), revisions);
  if (over && !(ranHealthy && recorded?.outcome === "begun")) return wayTo(over);
  if (ranHealthy || recorded?.outcome === "healthy") return wayTo(running);
  const healthy = lastHealthy(promotions, revisions);
  if (healthy) return wayTo(healthy);
  return recorded || running.status === "failed" ? undefined : wayTo(running);
}

/** What somebody had gone back to when a promotion began that was killed: whatever it left, they did not want what was before. */
const overBy = (last: Promotion | undefined, revisions: readonly Revision[]): Revision | undefined =>
  last?.outcome === "begun" ? revisions.find((each) => each.revision === last.over && hasRun(each)) : undefined;

const hasRun = ({ status }: Revision): boolean => status === "deployed" || status === "superseded";

function lastHealthy(promotions: readonly Promotion[], revisions: readonly Revision[]): Revision | undefined {
  const revisionOf = (promotion: Promotion) =>
    revisions.find((each) => each.revision === promotion.revision && hasRun(each) && isOfVersion(each, promotion));
  const healthy = promotions.findLast((promotion) => promotion.outcome === "healthy" && revisionOf(promotion));
  return healthy && revisionOf(healthy);
}

const begunOf = (promotions: readonly Promotion[], revision: Revision): Promotion | undefined =>
  promotions.findLast((promotion) => promotion.outcome === "begun" && isOfVersion(revision, promotion));

/** The image that a manifest runs from the same repository as `reference`, whatever its tag; else its first one. */
export function imageLike(objects: readonly ManifestObject[], reference: string): string {
  const images = objects
    .flatMap(({ spec }) => spec?.template?.spec?.containers ?? [])
    .flatMap(({ image }) => image ?? []);
  const repository = repositoryOf(reference);
  return images.find((image) => repositoryOf(image) === repository) ?? images[0] ?? reference;
}
