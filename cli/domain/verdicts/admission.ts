import type { ClusterState } from "../rollout/cluster-state.ts";
import { mayFreeRoom } from "../rollout/freed-room.ts";
import { type Find, inCluster, type Rule, untilTimeIsUp } from "./verdict.ts";

interface Refusal {
  pattern: RegExp;
  /** Follows the workload's name. */
  why: (match: RegExpExecArray) => string;
  fix: string;
  lasting: (cluster: ClusterState) => number;
}

/** Pods that are refused do not exist: what refused them stands on their ReplicaSet, or in its events. */
const refuses = ({ pattern, why, fix, lasting }: Refusal): Find =>
  inCluster((cluster) =>
    cluster.workloads
      .filter(({ isDone }) => !isDone)
      .flatMap(({ kind, name, refusals }) => {
        const match = refusals.map((text) => pattern.exec(text)).findLast(Boolean);
        if (!match) return [];
        const evidence = [`${kind} ${name}: ${match.input}`];
        return { cause: `${name} gets no pods: ${why(match)}`, evidence, fix, lasting: lasting(cluster) };
      }),
  );

const whileNothingMoves = (cluster: ClusterState) => (mayFreeRoom(cluster) ? untilTimeIsUp : 3_000);

const rule = (code: string, certainWhen: string, refusal: Refusal): Rule => ({
  code: `admission.${code}`,
  reason: "admission",
  certainWhen,
  find: refuses(refusal),
});

const forMs = (ms: number) => () => ms;

export const admissionRules: Rule[] = [
  rule("quota", "a quota refuses its pods for 3 s, and none is being freed", {
    pattern: /exceeded quota: ([^,\s]+), requested: ([^,]+)|failed quota: ([^:\s]+): (must specify .*)/,
    why: ([, quota, requested, other, must]) =>
      quota ? `the quota ${quota} has no room for ${requested}` : `the quota ${other} says: ${must}`,
    fix: "Lower resources and replicas in the chart's values, or have the quota raised.",
    lasting: whileNothingMoves,
  }),
  rule("pod-security", "the namespace's Pod Security level refuses its pods", {
    pattern: /violates PodSecurity "([^"]+)"/,
    why: ([, level]) => `they violate the Pod Security level ${level}`,
    fix: "Set what is named in the chart's securityContext.",
    lasting: forMs(0),
  }),
  rule("limit-range", "a LimitRange refuses its pods", {
    pattern: /(?:maximum|minimum) \S+ usage per \w+ is .*|is forbidden: .{0,500} LimitRange.*/,
    why: ([what]) => what,
    fix: "Keep resources in the chart's values within the LimitRange of the namespace.",
    lasting: forMs(0),
  }),
  rule("service-account", "the ServiceAccount is missing for 3 s", {
    pattern: /serviceaccount "([^"]+)" not found/i,
    why: ([, name]) => `the ServiceAccount ${name} does not exist`,
    fix: "Let the chart create it (serviceAccount.create), or correct its name.",
    lasting: forMs(3_000),
  }),
  rule("webhook", "an admission webhook refuses its pods", {
    pattern: /admission webhook "([^"]+)" denied the request: (.*)/,
    why: ([, webhook, what]) => `the webhook ${webhook} refuses them: ${what}`,
    fix: "Change the chart as the webhook asks.",
    lasting: forMs(0),
  }),
  rule("refused", "the API refuses its pods for 15 s, or 60 s if a webhook does not answer", {
    pattern: /^(?!.*exceeded quota: ).+/s,
    why: () => "the API refuses them",
    fix: "Change the chart as the message asks.",
    lasting: ({ workloads }) =>
      workloads.some(({ refusals }) => refusals.some((text) => /failed calling webhook/.test(text))) ? 60_000 : 15_000,
  }),
];
