import { repositoryOf } from "../image/reference.ts";
import type { Promotion } from "./history.ts";
import type { ManifestObject } from "./manifest.ts";

/** One revision of the Helm release, as far as it matters here. */
interface Revision {
  revision: number;
  status: string;
  /** Name and version: `chat-1.4.0`. */
  chart: string;
}

/** Where a promotion that failed goes back to. */
export interface WayBack {
  revision: number;
  /** Name and version: `chat-1.4.0`. */
  chart: string;
  /** What is recorded of it; undefined where chatops did not make it. */
  promotion: Promotion | undefined;
}

const isOfVersion = ({ chart }: Revision, { version }: Promotion): boolean => chart.endsWith(`-${version}`);
const hasRun = ({ status }: Revision): boolean => status === "deployed" || status === "superseded";

/**
 * The last revision that was recorded healthy and is still there as it was. Where none was ever recorded, the last one
 * that ran and is not known to fail: somebody installed it with Helm alone, or whoever promoted it was killed. Undefined
 * where nothing ran before. `revisions` are those before the failed one, oldest first.
 */
export function wayBack(promotions: readonly Promotion[], revisions: readonly Revision[]): WayBack | undefined {
  const revisionOf = (promotion: Promotion) =>
    revisions.find((revision) => revision.revision === promotion.revision && isOfVersion(revision, promotion));
  const healthy = promotions.findLast((promotion) => promotion.outcome === "healthy" && revisionOf(promotion));
  const found = healthy ? revisionOf(healthy) : lastUnjudged(promotions, revisions);
  return found && { revision: found.revision, chart: found.chart, promotion: healthy ?? begunOf(promotions, found) };
}

const lastUnjudged = (promotions: readonly Promotion[], revisions: readonly Revision[]): Revision | undefined => {
  const failed = promotions.filter(({ outcome }) => outcome === "failed");
  return revisions.findLast((revision) => hasRun(revision) && !failed.some((one) => isOfVersion(revision, one)));
};

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
