import { inCluster, type Rule, untilTimeIsUp } from "./verdict.ts";

/** A controller may get over it at its next try. */
const stalledForMs = 10_000;

const unready: Rule = {
  code: "start.custom",
  reason: "start",
  certainWhen:
    "an object of a custom kind that owns pods says for 10 s that it is stalled or aborted, or is not ready or paused once the time is up",
  find: inCluster(({ workloads }) =>
    workloads.flatMap(({ kind, name, unready }) =>
      unready
        ? {
            cause: `${kind} ${name} is not what it is to be: ${unready.said}`,
            evidence: [`${kind} ${name}: ${unready.said}`],
            fix: `See what its controller says with \`kubectl describe ${kind.toLowerCase()} ${name}\`.`,
            lasting: unready.isStalled ? stalledForMs : untilTimeIsUp,
          }
        : [],
    ),
  ),
};

export const customRules: Rule[] = [unready];
