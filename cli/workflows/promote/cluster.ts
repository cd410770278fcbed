import { temporaryFolder } from "../../adapters/folders.ts";
import { findHelm, type Helm } from "../../adapters/helm.ts";
import { withLease } from "../../adapters/kubernetes/lease.ts";
import { listPods, readiness } from "../../adapters/kubernetes/pods.ts";
import { atWorkOn, settleOrphans } from "../../adapters/orphans.ts";
import type { Project } from "../../core/config/read.ts";
import { preconditionError } from "../../core/errors.ts";
import type { Answer, Session } from "../../core/session.ts";
import { noHistory } from "../../domain/promotion/history.ts";
import type { Release } from "../../domain/release/record.ts";
import type { Candidates } from "../deploy/candidate.ts";
import { answerPlanned, answerUnchanged } from "./answer.ts";
import { verifyArtifacts } from "./artifacts.ts";
import { carryOut } from "./carry-out.ts";
import { type Place, whoami } from "./place.ts";
import { makePlan, type Plan, readState, recordedSo, type State } from "./plan.ts";
import { askCluster, verifyRights } from "./preflight.ts";
import { provideNamespace } from "./provide.ts";
import { readValues } from "./values.ts";

export interface ClusterPromotion {
  project: Project;
  environment: string;
  /** The connection, which is on its way already. */
  place: Promise<Place>;
  candidates: Candidates;
  release: Release;
  timeoutMs: number;
  rollback: boolean;
}

/** Brings a release to its cluster and watches it; goes back to the last healthy revision where it fails. */
export async function promoteToCluster(session: Session, promotion: ClusterPromotion): Promise<Answer> {
  const folder = await temporaryFolder();
  try {
    return await promoteFrom(session, promotion, folder.path);
  } finally {
    await folder.dispose();
  }
}

async function promoteFrom(session: Session, promotion: ClusterPromotion, folder: string): Promise<Answer> {
  const { steps } = session;
  const { place, helm, plan } = await look(session, promotion, folder);
  const isThere = await provideNamespace(steps, place);
  const state = isThere ? await stateOf(place, helm, plan, steps.signal) : { history: noHistory, revisions: [] };
  if (await runsAlready(place, plan, state)) return answerUnchanged(place, plan, state);
  if (isThere) await steps.look("Ask the cluster what it would refuse", () => askCluster(steps, place, plan));
  const marked = { ...helm, env: { ...helm.env, ...atWorkOn(placeName(place)) } };
  const work = { session, promotion, place, helm: marked, plan };
  if (steps.dryRun) {
    await carryOut(work, state, steps.signal);
    return answerPlanned(place, plan);
  }
  const purpose = `promote ${plan.release.version} to ${promotion.environment}`;
  return withLease(
    place.cluster,
    place.bookkeeping,
    { purpose, holder: whoami(), onWait: steps.note },
    steps.signal,
    async ({ signal, takenOver }) => {
      if (takenOver) await settleOrphans(placeName(place), signal);
      // What was read before the lease was held may have changed since: another run may just have brought it.
      const current = await readState(place, helm, signal);
      if (await runsAlready(place, plan, current)) return answerUnchanged(place, plan, current);
      return carryOut(work, current, signal);
    },
  );
}

/** Reads everything that the promotion needs, and refuses what cannot go well. Changes nothing. */
async function look(
  { steps, env }: Session,
  { project, place: connecting, candidates, release }: ClusterPromotion,
  folder: string,
): Promise<{ place: Place; helm: Helm; plan: Plan }> {
  const finding = findHelm(steps.signal);
  finding.catch(() => {});
  const packaged = await steps.look(`Check image and chart of ${release.version}`, () =>
    verifyArtifacts(steps, release, { project: project.config.name, env }),
  );
  const place = await steps.look("Connect to the cluster", async (step) => {
    const connected = await connecting;
    step.say(`${connected.cluster.context}, namespace ${connected.cluster.namespace}`);
    return connected;
  });
  const { cluster } = place;
  const settings = project.config.environments[place.environment]?.kubernetes;
  const { repository } = candidates;
  if (!settings || !repository) throw preconditionError("only a release in a Git repository can be promoted");
  return steps.look("Plan the promotion", async (step) => {
    const version = await finding;
    const helm = { name: place.release, version, env: cluster.env };
    const values = await readValues(repository, project.config, settings);
    const plan = await makePlan(
      helm,
      { release, packaged, values, folder },
      { kubernetes: cluster.version, signal: steps.signal },
    );
    step.say(`${plan.objects.length} objects, Helm ${version}`);
    return { place, helm, plan };
  });
}

/** What the environment's records say. Where they may not be read, all that is missing is named at once. */
const stateOf = (place: Place, helm: Helm, { objects }: Plan, signal: AbortSignal): Promise<State> =>
  readState(place, helm, signal).catch(async (error) => {
    await verifyRights(place.cluster, objects);
    throw error;
  });

/** What nothing else in the world is called. */
const placeName = ({ cluster, release }: Place): string => `${cluster.server} ${cluster.namespace}/${release}`;

/** Whether this very plan is what Helm has, was recorded healthy, and still is. */
async function runsAlready({ cluster, release }: Place, plan: Plan, state: State): Promise<boolean> {
  if (!recordedSo(plan, state)) return false;
  const [pods, { ready, wanted }] = await Promise.all([listPods(cluster, release), readiness(cluster, release)]);
  const own = pods.filter(({ containers }) => containers.some(({ image }) => image === plan.reference));
  return ready >= wanted && own.length > 0 && pods.every(({ isReady }) => isReady);
}
