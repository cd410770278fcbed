import { upgrade } from "../../adapters/helm.ts";
import { hookedSettings } from "../../adapters/kubernetes/hooked-settings.ts";
import type { Answer } from "../../core/session.ts";
import { whoami } from "../../core/whoami.ts";
import type { Promotion } from "../../domain/promotion/history.ts";
import { record } from "../places/cluster.ts";
import { answerFailed, answerHealthy, answerPlanned } from "./answer.ts";
import { type AppliedOutcome, rollOut } from "./apply.ts";
import { openBookkeeping } from "./bookkeeping.ts";
import { type Failed, goBack } from "./go-back.ts";
import { whatHelmMade } from "./made.ts";
import { before, isApplied, isFirst, nameOfRunning, type Plan, runningObjects, type State, type Work } from "./plan.ts";
import { provideSecrets } from "./provide.ts";
import { clearRemains } from "./remains.ts";
import { verifyImages } from "./running-images.ts";

/**
 * Brings the plan to the cluster, judges it, and records that; goes back if it fails. Runs while the lease is held, and
 * `lease` is aborted if that is lost.
 */
export async function carryOut(work: Work, found: State, lease: AbortSignal): Promise<Answer> {
  const { session, place, plan } = work;
  const { steps } = session;
  const begun = beginning(plan);
  const { state, cleared } = await clearRemains(work, found, lease);
  await provideSecrets(steps, place, plan.secrets);
  const settings = await hookedSettings(place.cluster, plan.objects);
  // As long as Helm has changed nothing it may still be refused; later on nothing waits for the history.
  if (!steps.dryRun) await record(place, begun);
  const outcome = await applyPlan(work, state, lease);
  if (steps.dryRun) return answerPlanned(place, plan);
  const made = await whatHelmMade(work, state, outcome, lease);
  const ended = { ...begun, revision: typeof made === "number" ? made : undefined };
  if (outcome.verdict) {
    const { verdict } = outcome;
    const was = { state: before(plan, state), cleared, isFirst: isFirst(plan, found), settings };
    return fail(work, { ...was, ended, made, outcome, verdict }, lease);
  }
  const books = openBookkeeping(session, place);
  books.record({ ...ended, outcome: "healthy" });
  await books.settled();
  return answerHealthy(place, plan, {
    outcome,
    revision: ended.revision,
    previous: nameOfRunning(before(plan, state)),
  });
}

/** Goes back, while what was seen is kept and the failure recorded. */
async function fail(work: Work, failed: Failed, lease: AbortSignal): Promise<Answer> {
  const { session, place, plan } = work;
  const { ended, outcome, verdict } = failed;
  const books = openBookkeeping(session, place);
  books.keep({ ...ended, ...outcome });
  books.record({ ...ended, outcome: "failed", cause: verdict.code, evidence: verdict.evidence });
  const back = goBack(work, failed, books, lease);
  // Written down is also that going back failed.
  await back.catch(() => lease.throwIfAborted());
  const evidence = await books.settled();
  return answerFailed(place, plan, { verdict, evidence, aftermath: await back, timeline: outcome.timeline });
}

const beginning = ({ release, reference, repository, values }: Plan): Promotion => ({
  version: release.version,
  commit: release.commit,
  image: reference,
  chartDigest: release.chart?.digest ?? "",
  repository,
  values: { commit: values.commit, hash: values.hash },
  outcome: "begun",
  at: new Date().toISOString(),
  by: whoami(),
});

function applyPlan(
  { session, place, helm, plan, timeoutMs }: Work,
  state: State,
  lease: AbortSignal,
): Promise<AppliedOutcome> {
  const { release, reference, chart, objects, description } = plan;
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
      replaced: () => runningObjects(helm, state, lease),
      actions: ["install", "upgrade"],
      verify: (outcome) =>
        verifyImages(outcome, { repository, digest, commit: release.commit }, { env: session.env, signal: lease }),
      helm: isApplied(plan, state)
        ? undefined
        : (running) => upgrade(helm, { ...chart, description, timeoutMs }, running),
    },
    lease,
  );
}
