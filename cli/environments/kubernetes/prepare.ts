import { temporaryFolder } from "../../adapters/folders.ts";
import { isHelm3 } from "../../adapters/helm/program.ts";
import { bundledDefinitions } from "../../adapters/helm/render.ts";
import { withLease } from "../../adapters/kubernetes/lease.ts";
import { observeRelease } from "../../adapters/kubernetes/release.ts";
import { atWorkOn, settleOrphans } from "../../adapters/orphans.ts";
import type { Session } from "../../core/session.ts";
import { whoami } from "../../core/whoami.ts";
import { recordedImages } from "../../domain/environment/history.ts";
import { goneIn, isUp, stateInCluster, waitsForHands } from "../../domain/environment/state.ts";
import { taskImages } from "../../domain/environment/task-images.ts";
import { hasSettings, keptSettings } from "../../domain/preflight/kept-settings.ts";
import { slowStarts } from "../../domain/preflight/slow-starts.ts";
import { startedPods } from "../../domain/preflight/started-pods.ts";
import { parseManifest } from "../../domain/promotion/manifest.ts";
import { isInstallation } from "../../domain/promotion/revisions.ts";
import { accessOf } from "../../releases/access.ts";
import type { PromotionFacts } from "../../results/promotion.ts";
import type { PreparedPromotion, PromotionRequest, Subject } from "../environment.ts";
import { attemptOf } from "./attempt.ts";
import { type Connecting, type Connection, type KubernetesSettings, placeOf } from "./connection.ts";
import { type Inspected, inspect } from "./inspect.ts";
import { verifyOwner } from "./owner.ts";
import type { Plan } from "./plan.ts";
import { runPreflight } from "./preflight.ts";
import { imageObjectionsOf } from "./preflight-images.ts";
import { provideNamespace } from "./prerequisites.ts";
import { isFirst, nothingThere, readState, recordedSo, runningObjects, type State } from "./state.ts";
import { driftOfRelease } from "./status.ts";

/** Reads everything that a promotion needs, and refuses what cannot go well. */
export async function preparePromotion(
  session: Session,
  request: PromotionRequest,
  where: { connecting: Connecting; settings: KubernetesSettings },
): Promise<PreparedPromotion> {
  const folder = await temporaryFolder(session.env);
  try {
    const inspected = await inspect(session, request, { ...where, folder: folder.path });
    return prepared(session, request, inspected, folder.dispose);
  } catch (error) {
    await folder.dispose();
    throw error;
  }
}

function prepared(
  session: Session,
  request: PromotionRequest,
  inspected: Inspected,
  dispose: () => Promise<void>,
): PreparedPromotion {
  const { steps } = session;
  const { connection, helm, plan, found, opened } = inspected;
  const subject = subjectOf(connection, plan);
  const marked = { ...helm, env: { ...helm.env, ...atWorkOn(placeOf(connection)) } };
  const { timeoutMs, observeMs, reapply } = request;
  const work = { session, connection, helm: marked, plan, timeoutMs, observeMs, reapply, opened };
  const current = (state: State) => runsAlready(connection, plan, state);
  return {
    subject,
    current: () => current(found ?? nothingThere),
    preflight: () => preflight(session, request, inspected),
    alone: (purpose, task) => {
      if (steps.dryRun) {
        const state = found ?? nothingThere;
        return task(attemptOf(work, { subject, state, current: async () => undefined }, steps.signal));
      }
      const lock = { purpose, holder: whoami(session.env), onWait: steps.note };
      return withLease(connection.cluster, connection.bookkeeping, lock, steps.signal, async (held) => {
        const { signal, takenOver, transitions } = held;
        if (takenOver) await settleOrphans(placeOf(connection), signal);
        // Nobody has held it since this was read.
        if (transitions === found?.transitions)
          return task(attemptOf(work, { subject, state: found, current: async () => undefined }, signal));
        const state = await readState(connection);
        await verifyOwner(request, connection, state);
        return task(attemptOf(work, { subject, state, current: () => current(state) }, signal));
      });
    },
    dispose: () => {
      void opened.then((watch) => watch?.close());
      return dispose();
    },
  };
}

/** Makes the namespace if it is missing: the cluster cannot be asked about objects in one that is not there. */
async function preflight(
  session: Session,
  { rollback, timeoutMs }: PromotionRequest,
  { connection, helm, plan, found, verified, prefetched }: Inspected,
): Promise<void> {
  const { steps } = session;
  const state = found ?? nothingThere;
  if (!found) await provideNamespace(steps, connection, plan.objects);
  // A dry run makes no namespace that the cluster could be asked about.
  if (!found && steps.dryRun) return;
  const mayUninstall = rollback && isFirst(plan, state);
  const bundled = async () => ({
    objects: parseManifest(await bundledDefinitions(helm, plan.chart.file, { signal: steps.signal })),
    areMade: isInstallation(state.revisions),
  });
  const running = () => runningObjects(connection, state);
  const slow = slowStarts(startedPods(plan.objects, connection.cluster.namespace), timeoutMs);
  const known = { nodes: prefetched.nodes, verified };
  // What may not be read is no reason to refuse anything.
  const kept = async () =>
    hasSettings(plan.objects) ? keptSettings(await running().catch(() => []), plan.objects) : [];
  const foreseen = async () => [
    ...slow,
    ...(await Promise.all([kept(), imageObjectionsOf(connection.cluster, plan, known, accessOf(session))])).flat(),
  ];
  await steps.look("Run preflight checks", () =>
    runPreflight(steps, connection, plan, {
      mayUninstall,
      isServerSide: !isHelm3(helm),
      running,
      bundled,
      foreseen,
      prefetched,
    }),
  );
}

const subjectOf = ({ cluster, helmRelease }: Connection, { release, images, values, repository }: Plan): Subject => ({
  recorded: {
    version: release.version,
    commit: release.commit,
    ...recordedImages(images.map(({ image: { service }, reference }) => ({ service, image: reference }))),
    chartDigest: release.chart?.digest ?? "",
    repository,
    values: { commit: values.commit, hash: values.hash },
  },
  facts: {
    context: cluster.context,
    namespace: cluster.namespace,
    release: helmRelease,
    chart: release.chart,
    values: { commit: values.commit, hash: values.hash },
  },
});

/** What is told of this very plan, if it is what Helm has, was recorded healthy, and still is. */
async function runsAlready(
  { cluster, helmRelease }: Connection,
  plan: Plan,
  state: State,
): Promise<PromotionFacts | undefined> {
  const recorded = recordedSo(plan, state);
  if (!recorded) return undefined;
  const running = await observeRelease(cluster, helmRelease);
  const seen = stateInCluster({ ...running, taskImages: taskImages(plan.objects) }, recorded);
  const { revision } = recorded;
  if (seen.state === "healthy" || seen.state === "idle") {
    // What somebody deleted is brought again.
    return goneIn((await driftOfRelease(cluster, helmRelease).catch(() => undefined)) ?? []).length > 0
      ? undefined
      : { revision };
  }
  // A new revision of the same would wait for the same hands.
  const { keptPods } = running;
  if (keptPods.length === 0 || !isUp(running.pods, running.counted)) return undefined;
  return { revision, unverified: waitsForHands(recorded.version, keptPods) };
}
