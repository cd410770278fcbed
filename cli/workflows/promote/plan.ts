import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { preconditionError } from "../../../lib/errors.ts";
import { type Helm, type HelmChart, manifestOf, type Revision, render, revisions } from "../../adapters/helm.ts";
import { readPromotions } from "../../adapters/kubernetes/record.ts";
import { observeRelease } from "../../adapters/kubernetes/release.ts";
import type { Session } from "../../core/session.ts";
import { type History, lastPromoted, noHistory, type Promotion } from "../../domain/promotion/history.ts";
import {
  backingSecrets,
  type ManifestObject,
  type NeededSecret,
  parseManifest,
  runs,
} from "../../domain/promotion/manifest.ts";
import { descriptionOf } from "../../domain/promotion/owner.ts";
import { isFirstInstallation, recordOf, runningRevision } from "../../domain/promotion/revisions.ts";
import { type Release, runReference } from "../../domain/release/record.ts";
import { isUp } from "../../domain/status/state.ts";
import type { ClusterPlace } from "../places/cluster.ts";
import type { Values } from "./values.ts";

/** What is to be brought into an environment. */
export interface Plan {
  release: Release;
  /** What the pods are to run: `registry/chat:1.4.0@sha256:…`. */
  reference: string;
  values: Values;
  chart: HelmChart;
  objects: ManifestObject[];
  secrets: NeededSecret[];
  /** The repository that the release is of. */
  repository: string | undefined;
  /** Helm's description of the revision. */
  description: string;
}

/** What an environment's own records say. */
export interface State {
  history: History;
  /** Oldest first. */
  revisions: Revision[];
  /** Whether what runs is healthy. */
  ranHealthy: boolean;
}

export const nothingThere: State = { history: noHistory, revisions: [], ranHealthy: false };

/** What carrying out a plan needs. */
export interface Work {
  session: Session;
  place: ClusterPlace;
  helm: Helm;
  plan: Plan;
  timeoutMs: number;
  rollback: boolean;
}

interface Wanted extends Pick<Plan, "release" | "values" | "repository"> {
  packaged: Uint8Array;
  folder: string;
}

/** Writes chart and values where Helm finds them, renders them, and checks that they run the release's image. */
export async function makePlan(
  helm: Helm,
  { release, packaged, values, repository, folder }: Wanted,
  { kubernetes, signal }: { kubernetes: string | undefined; signal: AbortSignal },
): Promise<Plan> {
  const chart = await writeChart(folder, packaged, values.texts);
  const objects = parseManifest(await render(helm, chart, { kubernetes, running: { signal } }));
  const reference = runReference(release);
  if (!runs(objects, reference)) {
    throw preconditionError(`the chart of ${release.version} does not run the image ${reference}`, {
      hint: "Its templates must take `image.repository`, `image.tag` and `image.digest` from the values, and no values file may set them.",
    });
  }
  const description = descriptionOf({ ...release, values: values.hash, repository });
  const secrets = backingSecrets(objects, helm.name);
  return { release, reference, values, chart, objects, secrets, repository, description };
}

async function writeChart(folder: string, packaged: Uint8Array, texts: string[]): Promise<HelmChart> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "chart.tgz");
  const values = texts.map((_, index) => join(folder, `values-${index}.yaml`));
  await writeFile(file, packaged, { mode: 0o600 });
  await Promise.all(values.map((path, index) => writeFile(path, texts[index] ?? "", { mode: 0o600 })));
  return { file, values };
}

export async function readState(
  { cluster, bookkeeping }: ClusterPlace,
  helm: Helm,
  signal: AbortSignal,
): Promise<State> {
  const [history, all, running] = await Promise.all([
    readPromotions(cluster, bookkeeping),
    revisions(helm, { signal }),
    observeRelease(cluster, helm.name),
  ]);
  const ranHealthy = running.pods.length > 0 && isUp(running.pods, running.counted);
  return { history, revisions: all, ranHealthy };
}

/** The promotion that brought exactly this plan, where it is what Helm shows and was recorded healthy. */
export function recordedSo(
  { release, reference, values, repository }: Plan,
  { history, revisions }: State,
): Promotion | undefined {
  const newest = revisions.at(-1);
  const healthy = lastPromoted(history);
  const isNewest = newest?.status === "deployed" && newest.revision === healthy?.revision;
  const isSame =
    healthy?.version === release.version && healthy.image === reference && healthy.values.hash === values.hash;
  const isOurs = !healthy?.repository || healthy.repository === repository;
  return isNewest && isSame && isOurs ? healthy : undefined;
}

/** Whether Helm has brought exactly this plan last, by an earlier run that did not live to see it healthy. */
export function isApplied({ release, description }: Plan, { history, revisions }: State): boolean {
  const newest = revisions.at(-1);
  // Numbers begin anew after an uninstallation: an older entry may have the same one.
  const last = history.promotions.findLast(({ version }) => version === release.version);
  const isJudged = last?.revision === newest?.revision && last?.outcome !== "begun";
  return newest?.status === "deployed" && newest.description === description && !isJudged;
}

/** What was there before this promotion, also before an earlier run of it that did not live to its end. */
export const before = (plan: Plan, state: State): State =>
  isApplied(plan, state) ? { ...state, revisions: state.revisions.slice(0, -1), ranHealthy: false } : state;

/** Whether Helm uninstalls it if it fails: nothing ran before that it could go back to. */
export function isFirst(plan: Plan, state: State): boolean {
  const { history, revisions, ranHealthy } = before(plan, state);
  return !ranHealthy && isFirstInstallation(history.promotions, revisions);
}

/** The version that runs, or its chart if chatops did not bring it; undefined if nothing runs, or only what failed. */
export function nameOfRunning({ history, revisions, ranHealthy }: State): string | undefined {
  const running = runningRevision(revisions);
  if (running?.status === "failed" && !ranHealthy) return undefined;
  return running && (recordOf(history.promotions, revisions, running)?.version ?? running.chart);
}

/** The objects of the revision that runs; none if nothing does. */
export async function runningObjects(helm: Helm, { revisions }: State, signal: AbortSignal): Promise<ManifestObject[]> {
  const running = runningRevision(revisions);
  return running ? parseManifest(await manifestOf(helm, running.revision, { signal })) : [];
}
