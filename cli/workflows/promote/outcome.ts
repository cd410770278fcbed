import { setTimeout } from "node:timers/promises";
import type { NamespaceWatch } from "../../adapters/kubernetes/observe.ts";
import type { Step } from "../../core/steps.ts";
import type { ClusterState, PodState, SeenEvent } from "../../domain/rollout/cluster.ts";
import type { Finished } from "../../domain/rollout/finished.ts";
import { isHealthy, isWell, summaryOf } from "../../domain/rollout/health.ts";
import { createEnd } from "../../domain/rollout/helms-end.ts";
import { unverified } from "../../domain/rollout/image.ts";
import type { Applying, Before, Observation } from "../../domain/rollout/observation.ts";
import { clusterRolloutOf } from "../../domain/rollout/state.ts";
import type { Timeline } from "../../domain/rollout/timeline.ts";
import { warningsOf } from "../../domain/rollout/warnings.ts";
import type { Judge, Moment } from "../../domain/verdicts/all.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import { withoutCause } from "../../domain/verdicts/without-cause.ts";
import type { Bell } from "./bell.ts";
import type { Logs, ReadLog } from "./logs.ts";
import type { Nodes } from "./nodes.ts";

/** A pod can be ready, replace the one before, and then crash. */
const settleMs = 3_000;
/** Helm's end and the passing of time ring no bell. */
const tickMs = 100;
const logsMs = 2_000;

export type WatchRequest = Pick<Observation, "helmRelease" | "workloads" | "image"> & { timeoutMs: number };

export interface RolloutOutcome {
  /** Undefined where all is healthy. */
  verdict: Verdict | undefined;
  /** A line for each pod: `chat-7c9f8-x2x4z node-2 scheduled 0.1 s · pulled 0.6 s · started 0.9 s · ready 2.1 s`. */
  timeline: string[];
  warnings: string[];
  pods: PodOutcome[];
  /** Why it cannot be said which image the pods run; absent where they run the promoted one. */
  unverified?: string;
}

export interface PodOutcome {
  name: string;
  node: string | undefined;
  image: string;
  imageId: string;
  ready: boolean;
  /** What happened to it, oldest first; only where something failed and it is not well. */
  events?: SeenEvent[];
  logs?: ReadLog[];
}

export interface Watching {
  request: WatchRequest;
  seen: NamespaceWatch;
  before: Before;
  finished: Finished;
  bell: Bell;
  logs: Logs;
  nodes: Nodes;
  timeline: Timeline;
  judge: Judge;
}

/** Waits until all is healthy and stays so for a moment, the cause of a failure is certain, or the time is up. */
export async function waitForOutcome(
  watching: Watching,
  { signal, progress }: Pick<Step, "signal" | "progress">,
  applied: () => Applying,
): Promise<RolloutOutcome> {
  const { bell, seen, timeline, request } = watching;
  const deadline = performance.now() + request.timeoutMs;
  const tell = onlyNews(progress);
  const seenEnd = createEnd();
  let healthySince: number | undefined;
  for (;;) {
    signal.throwIfAborted();
    const now = performance.now();
    const observation = observe(watching, seenEnd(applied(), now, seen.isCurrent));
    const { cluster } = clusterRolloutOf(observation);
    const lost = seen.lost();
    watching.finished.note(cluster.workloads);
    timeline.note(cluster.pods, now);
    watching.logs.want(cluster);
    watching.nodes.want(cluster, now);
    tell(lost ?? summaryOf(cluster));
    const verdict = await decide(watching, observation, { now, isTimeUp: now > deadline }, lost);
    if (verdict) return outcomeOf(watching, observation, cluster, verdict);
    healthySince = lost === undefined && isHealthy(cluster) ? (healthySince ?? now) : undefined;
    if (healthySince !== undefined && now - healthySince >= settleMs)
      return outcomeOf(watching, observation, cluster, undefined);
    await bell.next(tickMs);
  }
}

function onlyNews(progress: (text: string) => void): (text: string) => void {
  let last = "";
  return (text) => {
    if (text !== last) progress(text);
    last = text;
  };
}

const observe = ({ request, before, finished, seen, logs, nodes }: Watching, applying: Applying): Observation => ({
  ...request,
  workloads: finished.mark(request.workloads),
  before,
  applying,
  objects: seen.objects(),
  logs: logs.lines,
  nodes: nodes.list(),
});

/** The verdict on what was observed, with the logs that it needs; what is out of date is judged once the time is up. */
async function decide(
  { judge, logs }: Watching,
  observation: Observation,
  moment: Moment,
  lost: string | undefined,
): Promise<Verdict | undefined> {
  const rollout = clusterRolloutOf(observation);
  if (lost !== undefined) {
    const cause = "the API server stopped answering, so it cannot be said whether it is healthy";
    return moment.isTimeUp ? { ...withoutCause(rollout, [lost]), cause } : undefined;
  }
  if (!judge(rollout, moment)) return undefined;
  await Promise.race([logs.settled(), setTimeout(logsMs, undefined, { ref: false })]);
  return judge(clusterRolloutOf(observation), moment);
}

function outcomeOf(
  { seen, timeline, logs }: Watching,
  { objects }: Observation,
  cluster: ClusterState,
  verdict: Verdict | undefined,
): RolloutOutcome {
  const unknown = verdict ? undefined : unverified(cluster);
  return {
    verdict,
    timeline: timeline.lines(),
    warnings: [
      ...seen.forbidden().map((kind) => `${kind} may not be listed here: causes that only they show stay unknown`),
      ...warningsOf(cluster, objects),
    ],
    pods: verdict
      ? cluster.pods.map((pod) => ({ ...podOutcome(pod, cluster), ...(!isWell(pod) && troublesOf(pod, logs)) }))
      : cluster.pods.filter(({ workload }) => !workload.isHook).map((pod) => podOutcome(pod, cluster)),
    ...(unknown && { unverified: unknown }),
  };
}

const troublesOf = ({ name, events }: PodState, logs: Logs) => ({ events, logs: logs.of(name) });

function podOutcome({ name, node, isReady, containers }: PodState, { image }: ClusterState): PodOutcome {
  const own = containers.find((container) => container.image === image.reference) ?? containers.at(-1);
  return { name, node, image: own?.image ?? "", imageId: own?.imageId ?? "", ready: isReady };
}
