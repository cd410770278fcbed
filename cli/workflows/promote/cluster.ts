import { temporaryFolder } from "../../adapters/folders.ts";
import { withLease } from "../../adapters/kubernetes/lease.ts";
import { observeRelease } from "../../adapters/kubernetes/release.ts";
import { atWorkOn, settleOrphans } from "../../adapters/orphans.ts";
import type { Answer, Session } from "../../core/session.ts";
import { whoami } from "../../core/whoami.ts";
import { stateInCluster } from "../../domain/status/state.ts";
import type { ClusterPlace } from "../places/cluster.ts";
import { answerUnchanged } from "./answer.ts";
import { carryOut } from "./carry-out.ts";
import type { ClusterPromotion } from "./cluster-promotion.ts";
import { inspect } from "./inspect.ts";
import { verifyOwner } from "./owner.ts";
import { isFirst, nothingThere, type Plan, readState, recordedSo, runningObjects, type State } from "./plan.ts";
import { askCluster } from "./preflight.ts";
import { provideNamespace } from "./provide.ts";

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
  const { place, helm, plan, found } = await inspect(session, promotion, folder);
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
      await verifyOwner(promotion, place, current);
      if (await runsAlready(place, plan, current)) return answerUnchanged(place, plan, current);
      return carryOut(work, current, signal);
    },
  );
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
