import type { ClusterState, WorkloadState } from "../rollout/cluster.ts";
import { evidenceOf } from "./evidence.ts";
import { anyOf, type Finding, inCluster, type Rule } from "./verdict.ts";

function failed({ kind, name, failure }: WorkloadState, { pods }: ClusterState, title: string): Finding[] {
  if (!failure) return [];
  const containers = pods.filter(({ workload }) => workload.name === name).flatMap((pod) => pod.containers);
  const guilty = containers.findLast(({ exitCode }) => exitCode !== 0);
  const said = [failure.reason, failure.message].filter(Boolean).join(": ");
  return [
    {
      cause: `${title} ${name} failed${guilty ? `: it exits with code ${guilty.exitCode}` : ""}`,
      evidence: [...(guilty ? evidenceOf(guilty) : []), `${kind} ${name}: ${said}`],
      fix: "Mend what the first line says, commit, and release again.",
    },
  ];
}

const namesHook = /(?:pre|post)-(?:install|upgrade|rollback|delete)\b/;

const hook: Rule = {
  code: "hook.failed",
  reason: "hook",
  certainWhen: "the Job or pod of a hook has failed as often as it may, at most four times, or Helm says so",
  find: anyOf(
    inCluster((cluster) =>
      cluster.workloads.filter(({ isHook }) => isHook).flatMap((workload) => failed(workload, cluster, "the hook")),
    ),
    inCluster((_, { deployError = "" }) => {
      const said = deployError.split("\n").find((line) => namesHook.test(line));
      const [when] = namesHook.exec(said ?? "") ?? [];
      if (!said) return [];
      return [
        {
          cause: `a ${when} hook of the chart failed`,
          evidence: [said.trim()],
          fix: "Look at the hook's Job in the chart, and at what it needs.",
        },
      ];
    }),
  ),
};

const job: Rule = {
  code: "hook.job-failed",
  reason: "hook",
  certainWhen: "a Job of the chart has failed as often as it may, at most four times",
  find: inCluster((cluster) =>
    cluster.workloads.filter(({ isHook }) => !isHook).flatMap((workload) => failed(workload, cluster, "the Job")),
  ),
};

export const hookRules: Rule[] = [hook, job];
