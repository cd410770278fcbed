import type { ClusterState, PodContainer, WorkloadState } from "../rollout/cluster-state.ts";
import { timesOf } from "../rollout/jobs.ts";
import { saidByCompose } from "./compose-errors.ts";
import { evidenceOf, lastSaidBy } from "./evidence.ts";
import { errorAbove, fixOfError } from "./exit-fix.ts";
import { anyOf, type Finding, inCluster, type Rule, untilTimeIsUp } from "./verdict.ts";

function failed(workload: WorkloadState, { pods }: ClusterState, title: string): Finding[] {
  const { kind, name, failure, failedTries, isDone } = workload;
  const containers = pods.filter((pod) => pod.workload.name === name).flatMap((pod) => pod.containers);
  const waitsToTry = failedTries !== undefined && !isDone && !containers.some(isRunning);
  if (!failure && !waitsToTry) return [];
  const guilty = containers.filter(({ exitCode }) => exitCode !== 0).toSorted((a, b) => b.endedAt - a.endedAt)[0];
  const said = [failure?.reason, failure?.message ?? `its pods failed ${timesOf(failedTries?.count ?? 0)}`];
  const isFinal = failure !== undefined || (failedTries?.isEnough === true && !guilty?.isExcused);
  return [
    {
      cause: `${title} ${name} failed${guilty ? `: ${guilty.subject ?? "it"} exits with code ${guilty.exitCode}` : ""}`,
      evidence: [...(guilty ? evidenceOf(guilty) : []), `${kind} ${name}: ${said.filter(Boolean).join(": ")}`],
      fix: (guilty && fixOfError(guilty, true)) ?? errorAbove,
      lasting: isFinal ? 0 : untilTimeIsUp,
    },
  ];
}

const isRunning = ({ status }: PodContainer): boolean => status === "running";

/** What runs on and was to end, with what it said last. */
const unended = ({ workloads, pods }: ClusterState): Finding[] =>
  workloads
    .filter(({ kind, isHook, isDone }) => (isHook || kind === "Job") && !isDone)
    .flatMap(({ kind, name, isHook, failedTries }) => {
      const own = pods.filter(({ workload }) => workload.name === name);
      const running = own.flatMap(({ containers }) => containers).filter(isRunning);
      const tries = failedTries ? `, and failed ${timesOf(failedTries.count)} before` : "";
      if (running.length === 0) return [];
      return {
        cause: `the ${isHook ? "hook" : "Job"} ${name} has not ended${tries}${lastSaidBy(running)}`,
        evidence: [...running.flatMap(evidenceOf), `${kind} ${name}: its pod runs`],
        fix: "See what it waits for; a longer --timeout helps if it only takes longer.",
      };
    });

const failedForGood =
  "has failed as often as it may, or four times if the chart does not say how often, and nothing else of the release was missing";

/** Compose has the service's name there. */
function wordBefore({ input, index }: RegExpExecArray): string {
  const start = Math.max(input.lastIndexOf(" ", index - 1), input.lastIndexOf("\n", index - 1));
  return input.slice(start + 1, index);
}

const namesHook = /(?:pre|post)-(?:install|upgrade|rollback|delete)\b/;

const hook: Rule = {
  code: "hook.failed",
  reason: "hook",
  certainWhen: `the Job or pod of a hook ${failedForGood}; or Helm says so, or docker compose of a \`post_start\``,
  find: anyOf(
    inCluster((cluster) =>
      cluster.workloads.filter(({ isHook }) => isHook).flatMap((workload) => failed(workload, cluster, "the hook")),
    ),
    inCluster((cluster, { deployError = "" }) => {
      const said = deployError.split("\n").find((line) => namesHook.test(line));
      const [when] = namesHook.exec(said ?? "") ?? [];
      if (!said) return [];
      const waiting = /timed out|deadline exceeded/.test(deployError) ? unended(cluster) : [];
      if (waiting.length > 0) return waiting;
      return [
        {
          cause: `a ${when} hook of the chart failed`,
          evidence: [said.trim()],
          fix: "Look at the hook's Job in the chart, and at what it needs.",
        },
      ];
    }),
    saidByCompose(
      / hook exited with status (\d+)/,
      (match) => `the post_start hook of ${wordBefore(match)} exits with code ${match[1]}`,
      "Run its command in the container, as by `docker compose exec`, to see what it says; then fix it and release again.",
    ),
  ),
};

const job: Rule = {
  code: "hook.job-failed",
  reason: "hook",
  certainWhen: `a Job of the chart ${failedForGood}`,
  find: inCluster((cluster) =>
    cluster.workloads
      .filter(({ isHook }) => !isHook)
      .flatMap((workload) => failed(workload, cluster, `the ${workload.kind}`)),
  ),
};

/** Proxies that a mesh or a cloud puts beside every container: some are told when the work is done, others never. */
const knownSidecars =
  /^(istio-proxy|linkerd-proxy|envoy|daprd|vault-agent|cloud-?sql-?proxy|consul-dataplane|kuma-sidecar)$/;

/** One that is told to end closes its connections first. */
const endsWithinMs = 30_000;

const keptAlive: Rule = {
  code: "hook.job-kept-alive",
  reason: "hook",
  certainWhen:
    "the work of a Job is done, and a proxy such as that of a mesh still keeps it running 30 s later; any other container once the time is up",
  find: inCluster(({ pods }) =>
    pods.flatMap((pod) => {
      // A native sidecar is ended by the kubelet.
      const own = pod.containers.filter(({ isInit, isSidecar }) => !isInit && !isSidecar);
      const done = own.filter(({ status, endedAt, exitCode }) => status !== "running" && endedAt > 0 && exitCode === 0);
      const running = own.filter(({ status }) => status === "running");
      const [sidecar] = running;
      if (pod.workload.kind !== "Job" || !sidecar || done.length === 0 || done.length + running.length < own.length)
        return [];
      const names = (of: PodContainer[]) => of.map(({ container }) => container).join(", ");
      return {
        cause: `the Job ${pod.workload.name} has done its work, but its container ${names(running)} keeps it from ending`,
        evidence: [`${pod.name}: ${names(done)} ended with code 0, ${names(running)} runs on`],
        fix: `Make ${sidecar.container} a native sidecar (an init container with restartPolicy Always), or keep it out of the Job's pods.`,
        lasting: running.every(({ container }) => knownSidecars.test(container)) ? endsWithinMs : untilTimeIsUp,
      };
    }),
  ),
};

const waits: Rule = {
  code: "hook.waits",
  reason: "hook",
  certainWhen: "the time is up, and a hook or Job of the chart has not ended",
  find: inCluster((cluster) => unended(cluster).map((finding) => ({ ...finding, lasting: untilTimeIsUp }))),
};

export const hookRules: Rule[] = [hook, job, keptAlive, waits];
