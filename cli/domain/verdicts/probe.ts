import type { ClusterState, PodContainer, PodState, Probe } from "../rollout/cluster-state.ts";
import type { Rollout } from "../rollout/rollout.ts";
import type { SeenEvent } from "../rollout/seen-event.ts";
import { calledIn, evidenceOf, lineOf } from "./evidence.ts";
import { unhealthy } from "./health-check.ts";
import { missingCommand, needsBash, runByBash, useAnother } from "./missing-command.ts";
import { type Finding, inCluster, type Rule, untilTimeIsUp } from "./verdict.ts";

/** The kubelet tells failed probes in events only. */
function failuresOf(kind: Probe, { events }: PodState, { container }: PodContainer): SeenEvent[] {
  return events.filter(
    (event) =>
      event.container === container &&
      /^(Unhealthy|ProbeWarning)$/.test(event.reason) &&
      probeOf.exec(event.message)?.[1]?.toLowerCase() === kind,
  );
}

/** From the eleventh on, failures that differ only in an id come as "(combined from similar events): …". */
const probeOf = /^(?:\(combined from similar events\): )?(startup|liveness|readiness) probe/i;

/** What the program answered, in the same words each time. */
function answerOf(message: string): string {
  const [, status] = /statuscode: (\d+)/.exec(message) ?? [];
  if (status) return `it answers ${status}`;
  if (/connection refused/.test(message)) return "nothing listens on its port";
  if (/deadline exceeded|timeout/i.test(message)) return "no answer in time";
  const missing = missingCommand(message);
  if (missing) return `its command ${missing} is not in the image`;
  if (needsBash(message)) return "its command is written for bash, and another shell runs it";
  if (/executable file not found|no such file or directory/.test(message)) return "its command is not in the image";
  if (/reset by peer|EOF/.test(message)) return "it closes the connection";
  return "it fails";
}

function fixOf({ message }: Pick<SeenEvent, "message"> = { message: "" }, fix: string): string {
  if (missingCommand(message)) return useAnother;
  return needsBash(message) ? runByBash : fix;
}

type FindProbe = (pod: PodState, container: PodContainer, cluster: ClusterState, rollout: Rollout) => Finding[];

/** What a probe asks, behind what came of it. */
function askedBy(kind: Probe, { probes }: PodContainer): string {
  const { by, path, port } = probes[kind] ?? {};
  if (by === undefined || by === "exec") return "";
  return ` (${by === "http" ? `GET ${path}` : by === "tcp" ? "TCP" : "gRPC"} on port ${port ?? "without a number"})`;
}

const withProbe = (find: FindProbe) =>
  inCluster((cluster, rollout) =>
    cluster.pods.flatMap((pod) => pod.containers.flatMap((container) => find(pod, container, cluster, rollout))),
  );

/** A probe that makes the kubelet end the container. */
function killing(kind: "startup" | "liveness"): Rule {
  return {
    code: `probe.${kind}`,
    reason: "probe",
    certainWhen: `the kubelet ends the container because its ${kind} probe failed as often as allowed`,
    find: withProbe((pod, container) => {
      const killed = pod.events.findLast(
        (event) =>
          event.container === container.container &&
          event.reason === "Killing" &&
          event.message.includes(`failed ${kind} probe`),
      );
      const last = failuresOf(kind, pod, container).at(-1);
      if (!killed) return [];
      const why = last ? `: ${answerOf(last.message)}${askedBy(kind, container)}` : "";
      const lines = [...(last ? [lineOf(pod.name, last)] : []), lineOf(pod.name, killed)];
      return [
        {
          cause: `${calledIn(container)} ${killed.count > 1 ? "is ended again and again" : "was ended"} by its ${kind} probe${why}`,
          evidence: [...lines, ...evidenceOf(container)],
          fix: fixOf(
            last,
            `Check path and port of the ${kind} probe, and whether it waits long enough for the program to start.`,
          ),
          lasting: container.isExcused ? untilTimeIsUp : 0,
        },
      ];
    }),
  };
}

/** An answer such as 404 hardly changes while a program starts; silence does. */
const isAnswer = /^it answers (4(?!08|25|29)\d\d)$/;
const neverChanges = /(?:not in the image|another shell runs it)$/;
const certainFailures = 3;
/** Some servers answer 404 until they have loaded the program. */
const loadedWithinMs = 30_000;

/** How long an answer has to stay that was seen so often; a program that passed its startup probe has loaded what it needs. */
function stayingFor(answer: string, { probes: { startup, readiness } }: PodContainer): number {
  if (neverChanges.test(answer)) return 0;
  if (!isAnswer.test(answer)) return untilTimeIsUp;
  // That a port is open says nothing of what is behind it.
  if (startup && startup.by !== "tcp") return 0;
  const { allowedMs = 0, periodMs = 0 } = readiness ?? {};
  return Math.max(allowedMs, loadedWithinMs) - (certainFailures - 1) * periodMs;
}

/** What was ready may be so again in a moment. */
const lostForMs = 10_000;

const readiness: Rule = {
  code: "probe.readiness",
  reason: "probe",
  certainWhen:
    "the readiness probe failed for as long as it may, and 30 s, with an answer such as 404; at once if the program had passed its startup probe; any other way 10 s after all was ready, or until its deadline or the time is up",
  find: withProbe((pod, container, _, { endsWhenHealthy }) => {
    const failures = failuresOf("readiness", pod, container);
    const last = failures.at(-1);
    if (!last || container.status !== "running" || container.health === "healthy") return [];
    const answer = answerOf(last.message);
    const wasReady = endsWhenHealthy?.has(container.name) === true;
    const alike = failures.filter(({ message }) => answerOf(message) === answer);
    if (!wasReady && alike.reduce((sum, { count }) => sum + count, 0) < certainFailures) return [];
    return [
      {
        cause: `${calledIn(container)} ${wasReady ? "was ready, and then" : "runs, but"} its readiness probe fails: ${answer}${askedBy("readiness", container)}`,
        evidence: [lineOf(pod.name, last), ...evidenceOf(container)],
        fix: fixOf(last, "Check path and port of the readiness probe, and what the program needs before it is ready."),
        lasting: wasReady ? lostForMs : stayingFor(answer, container),
      },
    ];
  }),
};

const gate: Rule = {
  code: "probe.readiness-gate",
  reason: "probe",
  certainWhen: "the time is up, all containers of a pod are ready, and one of its readiness gates is not open",
  find: inCluster(({ pods }) =>
    pods.flatMap(({ name, workload, closedGates, containers }) => {
      const isOnlyGate = containers.every(({ isInit, health }) => isInit || health === "healthy");
      const [closed] = closedGates;
      if (!closed || !isOnlyGate) return [];
      return {
        cause: `${workload.name} runs, but its readiness gate ${closed.type} is not open`,
        evidence: closedGates.map(({ type, said }) => `${name}: ${type}: ${said}`),
        fix: "Check the controller that opens this gate, such as that of a load balancer, or take the gate out of the chart.",
        lasting: untilTimeIsUp,
      };
    }),
  ),
};

/** Before the exit that they cause. */
export const killingProbeRules: Rule[] = [killing("startup"), killing("liveness")];
export const probeRules: Rule[] = [readiness, gate, unhealthy];
