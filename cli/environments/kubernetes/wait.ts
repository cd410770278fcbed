import { setTimeout } from "node:timers/promises";
import type { Step } from "../../core/steps.ts";
import { trackCompletion } from "../../domain/rollout/apply-completion.ts";
import { clusterRolloutOf } from "../../domain/rollout/cluster-rollout.ts";
import type { ClusterState, PodState } from "../../domain/rollout/cluster-state.ts";
import { isHealthy, isWell, summaryOf } from "../../domain/rollout/health.ts";
import { type ImageDoubt, imageDoubts } from "../../domain/rollout/image-check.ts";
import type { ApplyState, Observation } from "../../domain/rollout/observation.ts";
import type { SeenEvent } from "../../domain/rollout/seen-event.ts";
import { warningsOf } from "../../domain/rollout/warnings.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import type { PodResult } from "../../results/promotion.ts";
import { type Decided, type Sight, watchUntilDecided } from "../watch-loop.ts";
import type { Logs, ReadLog } from "./logs.ts";
import { observe, type Watching } from "./watching.ts";

/** Helm's end and the passing of time wake nobody. */
const tickMs = 100;
/**
 * How much longer it listens than it looked. Of a thousand pods a look takes a tenth of a second, and each of them changes
 * five times: who only looked would see them late, and would not hear the answers of the API server in time.
 */
const restPerLook = 4;
const longestRestMs = 1_000;
const logsMs = 2_000;

export interface RolloutOutcome {
  /** Undefined if all is healthy. */
  verdict: Verdict | undefined;
  /** A line for each pod: `chat-7c9f8-x2x4z node-2 scheduled 0.1 s · pulled 0.6 s · started 0.9 s · ready 2.1 s`. */
  timeline: string[];
  warnings: string[];
  pods: PodOutcome[];
  /** The migrations that ran, by name. */
  migrations: string[];
  /** Why it cannot be said which images the pods run; empty if they run the promoted ones. */
  doubts: readonly ImageDoubt[];
}

export interface PodOutcome extends PodResult {
  /** What happened to it, oldest first; only if something failed and it is not well. */
  events?: SeenEvent[];
  logs?: ReadLog[];
}

/** What is seen of a cluster's rollout at one moment. */
interface ClusterSight extends Sight {
  observation: Observation;
  cluster: ClusterState;
}

/** Waits until all is healthy and stays so, the cause of a failure is certain, or the time is up. */
export async function waitForOutcome(
  watching: Watching,
  step: Pick<Step, "signal" | "progress" | "pod">,
  applied: () => ApplyState,
): Promise<RolloutOutcome> {
  const { wake, seen, request, logs } = watching;
  const seenEnd = trackCompletion();
  let lookMs = 0;
  const decided = await watchUntilDecided(
    {
      look: (now) => {
        const sight = look(watching, seenEnd(applied(), now, seen.isCurrent), now, step);
        lookMs = performance.now() - now;
        return sight;
      },
      readEvidence: ({ cluster }) => {
        logs.wantUnfinished(cluster);
        return Promise.race([logs.settled(), setTimeout(logsMs, undefined, { ref: false })]);
      },
      pause: () => Promise.all([wake.wait(tickMs), setTimeout(Math.min(lookMs * restPerLook, longestRestMs))]),
    },
    { ...step, timeoutMs: request.timeoutMs, observeMs: request.observeMs },
  );
  return outcomeOf(watching, decided);
}

function look(watching: Watching, applying: ApplyState, now: number, { pod: tell }: Pick<Step, "pod">): ClusterSight {
  const { seen, timeline, finished, migrations, logs, nodes, ports, customs } = watching;
  const observation = observe(watching, applying);
  const rollout = clusterRolloutOf(observation);
  const { cluster } = rollout;
  finished.note(cluster.workloads);
  migrations.note(observation, cluster);
  for (const { name, line } of timeline.note(cluster.pods, now)) tell(name, line);
  logs.want(cluster);
  nodes.want(cluster, now);
  if (watching.request.asksPorts) ports.want(cluster, now);
  if (observation.applying.ended) customs.want(observation, now);
  return {
    rollout,
    isHealthy: isHealthy(cluster),
    summary: summaryOf(cluster),
    lost: seen.lost(),
    observation,
    cluster,
  };
}

function outcomeOf(
  { seen, timeline, migrations, logs }: Watching,
  { verdict, sight }: Decided<ClusterSight>,
): RolloutOutcome {
  const { cluster, observation } = sight;
  return {
    verdict,
    timeline: timeline.lines(),
    migrations: migrations.names(),
    warnings: [
      ...seen.forbidden().map((kind) => `${kind} may not be listed here: causes that only they show stay unknown`),
      ...warningsOf(cluster, observation),
    ],
    pods: verdict
      ? cluster.pods.flatMap((pod) => {
          const troubles = isWell(pod) ? undefined : troublesOf(pod, logs);
          return podOutcomes(pod, cluster).map((outcome) => ({ ...outcome, ...troubles }));
        })
      : cluster.pods.filter(({ workload }) => !workload.isHook).flatMap((pod) => podOutcomes(pod, cluster)),
    doubts: verdict ? [] : imageDoubts(cluster),
  };
}

const troublesOf = (pod: PodState, logs: Logs) => ({ events: pod.events, logs: logs.of(pod) });

/** What a pod runs of the promoted images, mostly one; what it runs last if that is none of them. */
function podOutcomes({ name, node, isReady: ready, containers }: PodState, { images }: ClusterState): PodOutcome[] {
  const own = images.flatMap(({ reference }) => containers.find(({ image }) => image === reference) ?? []);
  const shown = own.length > 0 ? own : [containers.at(-1)];
  return shown.map((container) => ({
    ...{ name, node, ready },
    image: container?.image ?? "",
    imageId: container?.imageId ?? "",
  }));
}
