import { temporaryFolder } from "../../adapters/folders.ts";
import { identityOf } from "../../adapters/git/identity.ts";
import type { Helm } from "../../adapters/helm.ts";
import { transitionsOf, withLease } from "../../adapters/kubernetes/lease.ts";
import { findNamespace } from "../../adapters/kubernetes/namespace.ts";
import { observeRelease } from "../../adapters/kubernetes/release.ts";
import { atWorkOn, settleOrphans } from "../../adapters/orphans.ts";
import type { Project } from "../../core/config/read.ts";
import { preconditionError } from "../../core/errors.ts";
import type { Answer, Session } from "../../core/session.ts";
import { whoami } from "../../core/whoami.ts";
import type { Release } from "../../domain/release/record.ts";
import { stateInCluster } from "../../domain/status/state.ts";
import type { Candidates } from "../candidates.ts";
import type { ClusterPlace, Opening } from "../places/cluster.ts";
import { answerUnchanged } from "./answer.ts";
import { verifyArtifacts } from "./artifacts.ts";
import { carryOut } from "./carry-out.ts";
import { verifyOwner } from "./owner.ts";
import {
  isFirst,
  makePlan,
  nothingThere,
  type Plan,
  readState,
  recordedSo,
  runningObjects,
  type State,
} from "./plan.ts";
import { askCluster, verifyRights } from "./preflight.ts";
import { provideNamespace } from "./provide.ts";
import { readValues } from "./values.ts";

export interface ClusterPromotion {
  project: Project;
  environment: string;
  opening: Opening;
  candidates: Candidates;
  release: Release;
  timeoutMs: number;
  rollback: boolean;
  /** What runs there may be of another project. */
  adopt: boolean;
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
  const { timeoutMs, rollback } = promotion;
  const { place, helm, plan, found } = await look(session, promotion, folder);
  const state = found ?? nothingThere;
  if (await runsAlready(place, plan, state)) return answerUnchanged(place, plan, state);
  if (!found) await provideNamespace(steps, place);
  // A dry run makes no namespace that the cluster could be asked about.
  if (found || !steps.dryRun) {
    const mayUninstall = rollback && isFirst(plan, state);
    const running = () => runningObjects(helm, state, steps.signal);
    await steps.look("Ask the cluster what it would refuse", () =>
      askCluster(steps, place, plan, { mayUninstall, running }),
    );
  }
  const marked = { ...helm, env: { ...helm.env, ...atWorkOn(placeName(place)) } };
  const work = { session, place, helm: marked, plan, timeoutMs, rollback };
  if (steps.dryRun) return carryOut(work, state, steps.signal);
  const purpose = `promote ${plan.release.version} to ${promotion.environment}`;
  return withLease(
    place.cluster,
    place.bookkeeping,
    { purpose, holder: whoami(), onWait: steps.note },
    steps.signal,
    async ({ signal, takenOver, transitions }) => {
      if (takenOver) await settleOrphans(placeName(place), signal);
      if (transitions === found?.transitions) return carryOut(work, found, signal);
      // Another run may just have brought it.
      const current = await readState(place, helm, signal);
      if (await runsAlready(place, plan, current)) return answerUnchanged(place, plan, current);
      return carryOut(work, current, signal);
    },
  );
}

interface Looked {
  place: ClusterPlace;
  helm: Helm;
  plan: Plan;
  /** Undefined where the namespace is not there yet. */
  found: Found | undefined;
}

interface Found extends State {
  /** Those of the Lease, before the rest was read. */
  transitions: number | undefined;
}

/** Reads everything that the promotion needs, and refuses what cannot go well. Changes nothing. */
async function look(
  { steps, env }: Session,
  { project, environment, opening, candidates, release, rollback, adopt }: ClusterPromotion,
  folder: string,
): Promise<Looked> {
  const { config } = project;
  const settings = config.environments[environment]?.kubernetes;
  const { repository } = candidates;
  if (!settings || !repository) throw preconditionError("only a release in a Git repository can be promoted");
  // On its way while chart and image are fetched.
  const finding = findState(opening, steps.signal);
  finding.catch(() => {});
  const [packaged, values, identity] = await steps.look(`Check image and chart of ${release.version}`, () =>
    Promise.all([
      verifyArtifacts(steps, release, { project: config.name, env, signal: steps.signal }),
      readValues(repository, config, settings),
      identityOf(repository),
    ]),
  );
  const place = await steps.look("Connect to the cluster", async (step) => {
    const connected = await opening.place;
    step.say(`${connected.cluster.context}, namespace ${connected.cluster.namespace}`);
    return connected;
  });
  return steps.look("Plan the promotion", async (step) => {
    const helm = await helmOf(opening);
    const wanted = { release, packaged, values, repository: identity, folder };
    const plan = await makePlan(helm, wanted, { kubernetes: place.cluster.version, signal: steps.signal });
    step.say(`${plan.objects.length} objects, Helm ${helm.version}`);
    // Where the records may not be read, all that is missing is named at once, as for a place where nothing ran yet.
    const found = await finding.catch(async (error) => {
      await verifyRights(place.cluster, plan.objects, rollback);
      throw error;
    });
    if (found && !adopt) await verifyOwner(repository, place, found, release.chart?.name);
    return { place, helm, plan, found };
  });
}

async function helmOf({ place, helmVersion }: Opening): Promise<Helm> {
  const [{ helmRelease, cluster }, version] = await Promise.all([place, helmVersion]);
  return { name: helmRelease, version, env: cluster.env };
}

/** What the environment's records say; undefined where its namespace is not there yet. */
async function findState(opening: Opening, signal: AbortSignal): Promise<Found | undefined> {
  const [place, helm] = await Promise.all([opening.place, helmOf(opening)]);
  if ((await findNamespace(place.cluster)) === "absent") return undefined;
  const transitions = await transitionsOf(place.cluster, place.bookkeeping);
  return { ...(await readState(place, helm, signal)), transitions };
}

/** What nothing else in the world is called. */
const placeName = ({ cluster, helmRelease }: ClusterPlace): string =>
  `${cluster.server} ${cluster.namespace}/${helmRelease}`;

/** Whether this very plan is what Helm has, was recorded healthy, and still is. */
async function runsAlready({ cluster, helmRelease }: ClusterPlace, plan: Plan, state: State): Promise<boolean> {
  const recorded = recordedSo(plan, state);
  if (!recorded) return false;
  const { pods, counted } = await observeRelease(cluster, helmRelease);
  return stateInCluster(pods, counted, recorded).state === "healthy";
}
