import { exitCodes } from "../../core/exit-codes.ts";
import type { Answer } from "../../core/session.ts";
import { screenOf } from "../../domain/verdicts/screen.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import type { ClusterPlace } from "../places/cluster.ts";
import type { RolloutOutcome } from "./outcome.ts";
import { type Plan, recordedSo, type State } from "./plan.ts";

const resultOf = ({ environment, cluster, helmRelease }: ClusterPlace, { release, reference, values }: Plan) => ({
  environment,
  context: cluster.context,
  namespace: cluster.namespace,
  release: helmRelease,
  version: release.version,
  commit: release.commit,
  image: reference,
  chart: release.chart,
  values: { commit: values.commit, hash: values.hash },
});

export function answerUnchanged(place: ClusterPlace, plan: Plan, state: State): Answer {
  const healthy = recordedSo(plan, state);
  return {
    result: { outcome: "unchanged", ...resultOf(place, plan), revision: healthy?.revision },
    text: [
      `${plan.release.version} runs in ${place.environment} and is healthy (revision ${healthy?.revision}); nothing to do`,
    ],
  };
}

export const answerPlanned = (place: ClusterPlace, plan: Plan): Answer => ({
  result: { outcome: "planned", ...resultOf(place, plan) },
  text: [`Would promote ${plan.release.version} to ${place.environment}; nothing was changed`],
});

/** A promotion that went well, and the version that it replaced. */
export function answerHealthy(
  place: ClusterPlace,
  plan: Plan,
  {
    outcome,
    revision,
    previous,
  }: { outcome: RolloutOutcome; revision: number | undefined; previous: string | undefined },
): Answer {
  const { version } = plan.release;
  const before = previous && previous !== version ? `, ${previous} before` : "";
  const { timeline, warnings, pods, unverified } = outcome;
  return {
    result: { outcome: "healthy", ...resultOf(place, plan), revision, previous, pods, timeline, warnings, unverified },
    text: [
      `${version} is healthy in ${place.environment}${before}`,
      `  image     ${plan.reference}`,
      `  revision  ${revision ?? "?"} of ${place.helmRelease} in namespace ${place.cluster.namespace}`,
      ...timeline.map((line) => `  pod       ${line}`),
    ],
  };
}

export interface FailedPromotion {
  verdict: Verdict;
  /** Path of the file with everything that was seen; undefined where it could not be written. */
  evidence: string | undefined;
  /** What was done about it. */
  aftermath: Aftermath;
  timeline: string[];
}

export type Aftermath =
  | { did: "kept"; why: "asked" | "nothingHealthy" | "overtaken" }
  /** Helm ended before it changed anything. */
  | { did: "unchanged"; version: string | undefined }
  /** Helm failed, and the cluster does not say what it has done. */
  | { did: "unknown" }
  | { did: "removed" }
  | { did: "rolledBack"; version: string; revision: number | undefined };

export function answerFailed(place: ClusterPlace, plan: Plan, failed: FailedPromotion): Answer {
  const { verdict, evidence, aftermath, timeline } = failed;
  const { environment } = place;
  const { version } = plan.release;
  const rolledBackTo = aftermath.did === "rolledBack" ? aftermath.version : undefined;
  return {
    exitCode: exitCodes[verdict.reason].code,
    result: {
      outcome: "failed",
      ...resultOf(place, plan),
      verdict,
      evidence,
      aftermath: aftermath.did,
      rolledBackTo,
      timeline,
    },
    text: screenOf({ version, environment, verdict, now: sentenceOf(aftermath, version), evidence }),
  };
}

function sentenceOf(aftermath: Aftermath, version: string): string {
  const again = (name: string) => (name === version ? `${version} as it was before` : name);
  switch (aftermath.did) {
    case "kept":
      return `${version} was kept as it is${whyKept[aftermath.why]}.`;
    case "unchanged":
      return aftermath.version
        ? `Nothing was changed: ${again(aftermath.version)} still runs.`
        : "Nothing was changed, and nothing runs here yet.";
    case "unknown":
      return "What Helm has changed cannot be read: the cluster does not answer. Run the same command again.";
    case "removed":
      return `Nothing ran here before, so ${version} was removed; Secrets, claims and volumes were kept.`;
    case "rolledBack": {
      const revision = aftermath.revision === undefined ? "" : ` (revision ${aftermath.revision})`;
      // Other values make another revision of the same version.
      return `${again(aftermath.version)} runs again and is healthy${revision}.`;
    }
  }
}

const whyKept = {
  asked: ", as asked (--no-rollback)",
  nothingHealthy: ": there is no healthy version to go back to",
  overtaken: ": somebody has changed the Helm release since",
};
