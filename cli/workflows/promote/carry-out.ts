import { upgrade } from "../../adapters/helm.ts";
import { dropRevision } from "../../adapters/kubernetes/helm-storage.ts";
import { environmentFolder } from "../../adapters/state.ts";
import { Failure, messageOf } from "../../core/errors.ts";
import type { Answer } from "../../core/session.ts";
import { whoami } from "../../core/whoami.ts";
import { lastPromoted, type Promotion } from "../../domain/promotion/history.ts";
import { wayBack } from "../../domain/promotion/way-back.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import { record } from "../places/cluster.ts";
import { keepEvidence } from "../places/evidence.ts";
import { answerFailed, answerHealthy, answerPlanned } from "./answer.ts";
import { rollOut } from "./apply.ts";
import { goBack, takeAway } from "./go-back.ts";
import type { RolloutOutcome } from "./outcome.ts";
import { isApplied, newestRevision, type Plan, type State, type Work } from "./plan.ts";
import { provideSecrets } from "./provide.ts";
import { verifyImages } from "./running-images.ts";

/**
 * Brings the plan to the cluster, judges it, and records that; goes back where it fails. Runs while the lease is held,
 * and `lease` is aborted where that is lost.
 */
export async function carryOut(work: Work, found: State, lease: AbortSignal): Promise<Answer> {
  const { session, place, plan } = work;
  const { steps } = session;
  const state = await withoutRemains(work, found, lease);
  await provideSecrets(steps, place, plan.secrets);
  const begun = beginning(plan);
  if (!steps.dryRun) await record(place, begun);
  const outcome = await applyPlan(work, state, lease);
  if (steps.dryRun) return answerPlanned(place, plan);
  const ended = { ...begun, revision: await newestRevision(work.helm, lease) };
  const healthy = lastPromoted(state.history);
  if (!outcome.verdict) {
    await record(place, { ...ended, outcome: "healthy" });
    return answerHealthy(place, plan, { outcome, revision: ended.revision, previous: healthy?.version });
  }
  return fail(work, { state, ended, outcome, verdict: outcome.verdict }, lease);
}

interface Failed {
  /** What was there before. */
  state: State;
  ended: Promotion;
  outcome: RolloutOutcome;
  verdict: Verdict;
}

/** Keeps what was seen, records the failure, and goes back. */
async function fail(work: Work, { state, ended, outcome, verdict }: Failed, lease: AbortSignal): Promise<Answer> {
  const { session, place, plan } = work;
  const { timeline } = outcome;
  const folder = environmentFolder(session.env, place.helmRelease, place.environment);
  const evidence = await keepEvidence(folder, { ...ended, ...outcome }).catch((error) => {
    // That this machine takes no files must keep nobody from going back.
    session.steps.warn(`The evidence cannot be kept: ${messageOf(error)}`);
    return undefined;
  });
  await record(place, { ...ended, outcome: "failed", cause: verdict.code, evidence: verdict.evidence });
  if (!work.rollback) return answerFailed(place, plan, { verdict, evidence, aftermath: { did: "kept" }, timeline });
  const before = state.revisions.filter(({ revision }) => revision !== ended.revision);
  const way = wayBack(state.history.promotions, before);
  const aftermath = await goBack(work, { verdict, way }, lease);
  return answerFailed(place, plan, { verdict, evidence, aftermath, timeline });
}

const beginning = ({ release, reference, values }: Plan): Promotion => ({
  version: release.version,
  commit: release.commit,
  image: reference,
  chartDigest: release.chart?.digest ?? "",
  values: { commit: values.commit, hash: values.hash },
  outcome: "begun",
  at: new Date().toISOString(),
  by: whoami(),
});

function applyPlan(
  { session, place, helm, plan, timeoutMs }: Work,
  state: State,
  lease: AbortSignal,
): Promise<RolloutOutcome> {
  const { release, chart, description, objects, reference } = plan;
  const { repository, digest = "" } = release.image;
  const lines = [`helm upgrade ${helm.name} ${release.chart?.name}-${release.version}.tgz --install --reset-values`];
  return rollOut(
    session.steps,
    place,
    {
      title: `Promote ${release.version} to ${place.environment}`,
      plan: [...lines, ...objects.map(({ kind, metadata }) => `  ${kind} ${metadata.name}`)],
      objects,
      reference,
      digest,
      timeoutMs,
      verify: (outcome) =>
        verifyImages(outcome, { repository, digest, commit: release.commit }, { env: session.env, signal: lease }),
      helm: isApplied(plan, state)
        ? undefined
        : (running) => upgrade(helm, { ...chart, description, timeoutMs }, running),
    },
    lease,
  );
}

/** Helm leaves a revision pending where it is killed, and refuses to go on until that is gone. */
const patienceMs = 5 * 60_000;

async function withoutRemains(work: Work, state: State, lease: AbortSignal): Promise<State> {
  const { session, place, helm } = work;
  const newest = state.revisions.at(-1);
  if (newest?.status === "uninstalling") {
    // Helm would neither upgrade nor install it.
    await takeAway("Complete what a killed Helm began to take away", work, lease);
    return { ...state, revisions: [] };
  }
  if (!newest?.status.startsWith("pending-")) return state;
  // The lease is ours, so a promotion that only began is one that died.
  const isOurs = state.history.promotions.at(-1)?.outcome === "begun";
  if (!isOurs && Date.now() - Date.parse(newest.updated) < patienceMs) {
    throw new Failure("locked", `Helm is at work on ${helm.name} since ${newest.updated} (${newest.status})`, {
      hint: "Wait for it; where nobody is at work, a promotion goes on after five minutes.",
    });
  }
  const plan = `delete the Secret of revision ${newest.revision} (${newest.status})`;
  await session.steps.change("Clear what a killed Helm left", { plan, expect: undefined }, () =>
    dropRevision(place.cluster, helm.name, newest.revision),
  );
  return { ...state, revisions: state.revisions.slice(0, -1) };
}
