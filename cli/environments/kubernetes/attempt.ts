import { upgrade } from "../../adapters/helm/change.ts";
import { isHelm3 } from "../../adapters/helm/program.ts";
import { storedManifest } from "../../adapters/kubernetes/helm-secrets.ts";
import { recordPromotion } from "../../adapters/kubernetes/history-configmap.ts";
import type { Settings } from "../../adapters/kubernetes/hooked-settings.ts";
import { hasPostHooks, type ManifestObject, parseManifest } from "../../domain/promotion/manifest.ts";
import { chartFile } from "../../domain/release/naming.ts";
import type { PromotionFacts } from "../../results/promotion.ts";
import type { Attempt, ReadyAttempt, RolledOut, Subject } from "../environment.ts";
import { clearInterrupted } from "./interrupted-revision.ts";
import { leftOut } from "./left-out.ts";
import { whatHelmMade } from "./made-revision.ts";
import type { Plan, Work } from "./plan.ts";
import { provideSecrets } from "./prerequisites.ts";
import { takeBackAdded } from "./reapply.ts";
import { removeRemains } from "./remains.ts";
import { planRollback } from "./rollback.ts";
import { type AppliedOutcome, rollOut } from "./rollout.ts";
import { forgetSettings, settingsBefore } from "./settings-before.ts";
import { baseline, isApplied, isFirst, nameOfRunning, runningObjects, type State } from "./state.ts";
import { verifyImages } from "./verify-running-images.ts";
import type { RolloutOutcome } from "./wait.ts";

interface Start {
  subject: Subject;
  state: State;
  current: () => Promise<PromotionFacts | undefined>;
}

/** A promotion that holds the lease, from what was there when it got it; `lease` is aborted once that is lost. */
export function attemptOf(work: Work, { subject, state, current }: Start, lease: AbortSignal): Attempt {
  const { connection, plan, session } = work;
  const { cluster, bookkeeping, helmRelease } = connection;
  return {
    subject,
    previous: nameOfRunning(baseline(plan, state)),
    history: state.history,
    signal: lease,
    current,
    makeReady: async () => {
      const cleared = await clearInterrupted(work, state, lease);
      await provideSecrets(session.steps, connection, plan.secrets);
      const found = { ...cleared, found: state };
      return readyAttempt(work, { ...found, settings: await settingsBefore(work, found) }, lease);
    },
    record: (promotion) =>
      recordPromotion(cluster, { name: bookkeeping, instance: helmRelease }, { ...promotion, ...overOf(state) }),
  };
}

/** If this run is killed, nothing else says what somebody had gone back to. */
const overOf = ({ undoneTo }: State) => undoneTo && { over: undoneTo.revision };

/** What was found, and what is left of it once the remains of a killed run are cleared. */
export interface Cleared {
  found: State;
  state: State;
  /** A killed run of ours left something; of that, half may be in the cluster. */
  cleared: boolean;
  /** Objects of the killed run that no revision of Helm has any more. */
  remains: ManifestObject[];
  /** What hooks of this promotion may change, as it was before; undefined if nobody knows that. */
  settings: Settings[] | undefined;
}

const readyAttempt = (work: Work, start: Cleared, lease: AbortSignal): ReadyAttempt => ({
  rollOut: async () => {
    const applied = await applyPlan(work, start.state, lease);
    const outcome =
      work.reapply && applied.applied
        ? await takeBackAdded(work.session, work.connection, applied, () =>
            applyPlan(work, start.state, lease, applied),
          )
        : applied;
    return reportOf(work, start, outcome, lease);
  },
});

async function reportOf(
  work: Work,
  { found, state, cleared, remains, settings }: Cleared,
  outcome: AppliedOutcome,
  lease: AbortSignal,
): Promise<RolledOut> {
  const { plan, session } = work;
  const { verdict, timeline, warnings, pods, doubts } = outcome;
  const made = session.steps.dryRun ? "nothing" : await whatHelmMade(work, state, outcome, lease);
  if (!verdict && !session.steps.dryRun)
    await Promise.all([forgetSettings(work, settings), removeRemains(work, remains)]);
  return {
    verdict,
    revision: typeof made === "number" ? made : undefined,
    facts: verdict ? { timeline } : { timeline, warnings, pods, unverified: doubts[0]?.why },
    seen: outcome,
    migrations: outcome.migrations,
    planRollback: async () =>
      planRollback(
        work,
        { state: baseline(plan, state), made, cleared, remains, isFirst: isFirst(plan, found), settings },
        lease,
      ),
  };
}

/** The revision that Helm makes: it counts on from its newest one. */
const numberOf = (plan: Plan, state: State): number =>
  (state.revisions.at(-1)?.revision ?? 0) + (isApplied(plan, state) ? 0 : 1);

/** With a word on what the release has and Helm has not brought. */
function warnedOf(missing: readonly string[] = [], outcome: RolloutOutcome, again: string): RolloutOutcome {
  if (missing.length === 0) return outcome;
  const warning = `Helm has left out what the release has: ${missing.join(", ")}; \`${again}\` brings it.`;
  return { ...outcome, warnings: [...outcome.warnings, warning] };
}

/** Runs Helm and watches; once it has been `applied` it only watches again. */
async function applyPlan(
  { session, connection, helm, plan, timeoutMs, observeMs, opened }: Work,
  state: State,
  lease: AbortSignal,
  applied?: AppliedOutcome,
): Promise<AppliedOutcome> {
  const { release, images, chart, objects, description } = plan;
  const installs = state.revisions.at(-1)?.status !== "deployed";
  const what = `${helm.name} ${chartFile(release.chart?.name ?? "", release.version)}${installs ? " --install" : ""}`;
  const lines = [`helm upgrade ${what} --reset-values`];
  const again = `chatops promote ${release.version} --env ${connection.environment} --reapply`;
  let missing: Promise<string[]> | undefined;
  return rollOut(
    session.steps,
    connection,
    {
      title: applied ? "Watch it without that" : `Promote ${release.version} to ${connection.environment}`,
      plan: [...lines, ...objects.map(({ kind, metadata }) => `  ${kind} ${metadata.name}`)],
      objects,
      images: images.map(({ reference, image }) => ({ reference, digest: image.digest ?? "" })),
      timeoutMs,
      observeMs,
      opened: applied ? undefined : await opened,
      replaced: () => runningObjects(connection, state),
      stored: async () => {
        const manifest = await storedManifest(connection.cluster, helm.name, numberOf(plan, state));
        return manifest === undefined ? undefined : parseManifest(manifest);
      },
      actions: ["install", "upgrade"],
      verify: async (outcome) => {
        const verified = await verifyImages(
          outcome,
          images.map(({ image: { repository, digest = "" } }) => ({ repository, digest, commit: release.commit })),
          { env: session.env, signal: lease },
        );
        return verified.verdict ? verified : warnedOf(await missing, verified, again);
      },
      helm:
        applied || isApplied(plan, state)
          ? undefined
          : async (running) => {
              const how = { description, timeoutMs, waits: hasPostHooks(objects), installs };
              await upgrade(helm, { ...chart, ...how }, running);
              // The API server merges by itself for Helm 4; while it is watched there is time to look.
              if (isHelm3(helm)) missing = leftOut(connection.cluster, helm.name);
            },
    },
    lease,
  );
}
