import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Helm, type HelmChart, type Revision, render, revisions } from "../../adapters/helm.ts";
import { readPromotions } from "../../adapters/kubernetes/record.ts";
import { preconditionError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { type History, lastPromoted, type Promotion } from "../../domain/promotion/history.ts";
import {
  backingSecrets,
  type ManifestObject,
  type NeededSecret,
  parseManifest,
  runs,
} from "../../domain/promotion/manifest.ts";
import { wayBack } from "../../domain/promotion/way-back.ts";
import { type Release, runReference } from "../../domain/release/record.ts";
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
  /** Helm's description of the revision: constant per release and values, so that it tells whether they run already. */
  description: string;
}

/** What an environment's own records say. */
export interface State {
  history: History;
  /** Oldest first. */
  revisions: Revision[];
}

/** What carrying out a plan needs. */
export interface Work {
  session: Session;
  place: ClusterPlace;
  helm: Helm;
  plan: Plan;
  timeoutMs: number;
  rollback: boolean;
}

/** Writes chart and values where Helm finds them, renders them, and checks that they run the release's image. */
export async function makePlan(
  helm: Helm,
  { release, packaged, values, folder }: { release: Release; packaged: Uint8Array; values: Values; folder: string },
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
  const description = `chatops ${release.version}, commit ${release.commit.slice(0, 12)}, values ${values.hash}`;
  return { release, reference, values, chart, objects, secrets: backingSecrets(objects, helm.name), description };
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
  const [history, all] = await Promise.all([readPromotions(cluster, bookkeeping), revisions(helm, { signal })]);
  return { history, revisions: all };
}

/** The promotion that brought exactly this plan, where it is what Helm shows and was recorded healthy. */
export function recordedSo({ release, reference, values }: Plan, { history, revisions }: State): Promotion | undefined {
  const newest = revisions.at(-1);
  const healthy = lastPromoted(history);
  const isNewest = newest?.status === "deployed" && newest.revision === healthy?.revision;
  const isSame =
    healthy?.version === release.version && healthy.image === reference && healthy.values.hash === values.hash;
  return isNewest && isSame ? healthy : undefined;
}

/** Whether Helm has brought exactly this plan last, by an earlier run that did not live to see it healthy. */
export function isApplied({ description }: Plan, { history, revisions }: State): boolean {
  const newest = revisions.at(-1);
  const isJudged = history.promotions.some(
    ({ revision, outcome }) => revision === newest?.revision && outcome !== "begun",
  );
  return newest?.status === "deployed" && newest.description === description && !isJudged;
}

/** Whether Helm uninstalls it where it fails: nothing ran before that it could go back to. */
export function isFirst(plan: Plan, state: State): boolean {
  const { history, revisions } = state;
  // What a killed Helm began to take away is taken away before.
  if (revisions.at(-1)?.status === "uninstalling") return true;
  const before = isApplied(plan, state) ? revisions.slice(0, -1) : revisions;
  return wayBack(history.promotions, before) === undefined;
}

/** Number of Helm's newest revision; 0 where it has none. */
export const newestRevision = async (helm: Helm, signal: AbortSignal): Promise<number> =>
  (await revisions(helm, { signal })).at(-1)?.revision ?? 0;
