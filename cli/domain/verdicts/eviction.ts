import { inCluster, type Rule, untilTimeIsUp } from "./verdict.ts";

const limit: Rule = {
  code: "volume.limit",
  reason: "volume",
  certainWhen: "two pods of a workload were evicted for their own limit of local storage; one once the time is up",
  find: inCluster(({ evictions, workloads }) =>
    workloads
      .filter(({ isDone }) => !isDone)
      .flatMap(({ kind, name }) => {
        const own = evictions.filter((each) => each.kind === kind && each.name === name);
        if (own.length === 0) return [];
        return {
          cause: `${name} writes more than it may, and is evicted for that`,
          evidence: own.map(({ said }) => `${kind} ${name}: Evicted: ${said}`),
          fix: "Raise sizeLimit of the emptyDir or the limit of ephemeral-storage in the chart's values, or make the program write less.",
          lasting: own.length > 1 ? 0 : untilTimeIsUp,
        };
      }),
  ),
};

export const evictionRules: Rule[] = [limit];
