import { preconditionError } from "../../../lib/errors.ts";
import { type Revision, revisionsOf } from "../../adapters/kubernetes/helm-revisions.ts";
import { storedManifest } from "../../adapters/kubernetes/helm-secrets.ts";
import { readPromotions } from "../../adapters/kubernetes/history-configmap.ts";
import { observeRelease } from "../../adapters/kubernetes/release.ts";
import { type History, imagesOf, lastHealthy, noHistory, type Promotion } from "../../domain/environment/history.ts";
import { isUp } from "../../domain/environment/state.ts";
import { type ManifestObject, parseManifest } from "../../domain/promotion/manifest.ts";
import { nameOf } from "../../domain/promotion/owner.ts";
import { isFirstInstallation, revisionUndoneTo, runningRevision } from "../../domain/promotion/revisions.ts";
import type { Connection } from "./connection.ts";
import type { Plan } from "./plan.ts";

/** What an environment's own records say. */
export interface State {
  history: History;
  /** Oldest first. */
  revisions: Revision[];
  /** The earlier revision whose images somebody had Kubernetes run again, past Helm; undefined if nobody did. */
  undoneTo: Revision | undefined;
  /** Whether what runs is healthy. */
  ranHealthy: boolean;
}

export const nothingThere: State = { history: noHistory, revisions: [], undoneTo: undefined, ranHealthy: false };

export async function readState({ cluster, bookkeeping, helmRelease }: Connection): Promise<State> {
  const [history, all, running] = await Promise.all([
    readPromotions(cluster, bookkeeping),
    revisionsOf(cluster, helmRelease),
    observeRelease(cluster, helmRelease),
  ]);
  const ranHealthy = running.pods.length > 0 && isUp(running.pods, running.counted);
  const undoneTo = revisionUndoneTo(history.promotions, all, running.images);
  return { history, revisions: all, undoneTo, ranHealthy };
}

/** The promotion that brought exactly this plan, if it is what Helm shows and was recorded healthy. */
export function recordedSo(
  { release, images, values, repository }: Plan,
  { history, revisions }: State,
): Promotion | undefined {
  const newest = revisions.at(-1);
  const healthy = lastHealthy(history);
  const isNewest = newest?.status === "deployed" && newest.revision === healthy?.revision;
  const isSame =
    healthy?.version === release.version && areImages(healthy, images) && healthy.values?.hash === values.hash;
  const isOurs = !healthy?.repository || healthy.repository === repository;
  return isNewest && isSame && isOurs ? healthy : undefined;
}

const areImages = (promotion: Promotion, images: Plan["images"]): boolean => {
  const recorded = imagesOf(promotion).map(({ image }) => image);
  return recorded.length === images.length && images.every(({ reference }) => recorded.includes(reference));
};

/** Whether Helm has brought exactly this plan last, by an earlier run that did not live to see it healthy. */
export function isApplied({ release, description }: Plan, { history, revisions }: State): boolean {
  const newest = revisions.at(-1);
  // Numbers begin anew after an uninstallation: an older entry may have the same one.
  const last = history.promotions.findLast(({ version }) => version === release.version);
  const isJudged = last?.revision === newest?.revision && last?.outcome !== "begun";
  return newest?.status === "deployed" && newest.description === description && !isJudged;
}

/** What was there before this promotion, also before an earlier run of it that did not live to its end. */
export const baseline = (plan: Plan, state: State): State =>
  isApplied(plan, state) ? { ...state, revisions: state.revisions.slice(0, -1), ranHealthy: false } : state;

/** Whether Helm uninstalls it if it fails: nothing ran before that it could go back to. */
export function isFirst(plan: Plan, state: State): boolean {
  const { history, revisions, ranHealthy } = baseline(plan, state);
  return !ranHealthy && isFirstInstallation(history.promotions, revisions);
}

/** The version that runs, or its chart if chatops did not bring it; undefined if nothing runs, or only what failed. */
export function nameOfRunning({ history, revisions, undoneTo, ranHealthy }: State): string | undefined {
  const running = undoneTo ?? runningRevision(revisions);
  if (running?.status === "failed" && !ranHealthy) return undefined;
  return running && nameOf(history.promotions, revisions, running);
}

/** The objects of the revision that runs; none if nothing does. */
export async function runningObjects(connection: Connection, { revisions }: State): Promise<ManifestObject[]> {
  const running = runningRevision(revisions);
  return running ? objectsOf(connection, running.revision) : [];
}

/** The objects of a revision that Helm has. */
export async function objectsOf({ cluster, helmRelease }: Connection, revision: number): Promise<ManifestObject[]> {
  const manifest = await storedManifest(cluster, helmRelease, revision);
  if (manifest !== undefined) return parseManifest(manifest);
  throw preconditionError(`revision ${revision} of the Helm release ${helmRelease} is not there any more`, {
    hint: `\`helm history ${helmRelease} --namespace ${cluster.namespace}\` shows those that are.`,
  });
}
