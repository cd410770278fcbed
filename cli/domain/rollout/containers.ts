import { withoutControls } from "../../../lib/controls.ts";
import { lastLines } from "../../../lib/foreign-text.ts";
import { isOfRepository } from "../image/reference.ts";
import type { PodContainer } from "./cluster-state.ts";
import { words } from "./events.ts";
import type { ContainerSpec, ContainerStatus, Pod, Terminated } from "./objects.ts";
import { logKey, type Observation, restartKey } from "./observation.ts";
import { probesOf } from "./probes.ts";
import type { SeenEvent } from "./seen-event.ts";
import { isUpdated } from "./updated-pods.ts";

export interface PodContext {
  /** Name of the workload. */
  service: string;
  /** Jobs count the failures of their pods themselves. */
  isJob: boolean;
  events: SeenEvent[];
}

/** The containers of a pod, those first that have to be done first. */
export function containersOf(pod: Pod, context: PodContext, observation: Observation): PodContainer[] {
  const { initContainers = [], containers = [] } = pod.spec ?? {};
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const status = (name: string) => statuses.find((known) => known.name === name);
  const isInit = ({ restartPolicy }: ContainerSpec) => restartPolicy !== "Always";
  const main = mainOf(containers, observation);
  const subjectOf = (kind: string, { name }: ContainerSpec) => ({
    subject: `the ${kind} ${name} of ${context.service}`,
  });
  return [
    ...initContainers.map((spec) => ({
      ...containerOf(pod, spec, status(spec.name), isInit(spec), context, observation),
      isSidecar: !isInit(spec),
      ...subjectOf(isInit(spec) ? "init container" : "sidecar", spec),
    })),
    ...containers.map((spec) => ({
      ...containerOf(pod, spec, status(spec.name), false, context, observation),
      ...(spec !== main && subjectOf("container", spec)),
    })),
  ];
}

/** What a pod is mainly there for: the project's own program, else what is named first. */
const mainOf = (containers: ContainerSpec[], { images }: Observation): ContainerSpec | undefined =>
  containers.find(({ image = "" }) => images.some(({ reference }) => isOfRepository(image, reference))) ??
  containers[0];

function containerOf(
  pod: Pod,
  spec: ContainerSpec,
  status: ContainerStatus | undefined,
  isInit: boolean,
  { service, isJob, events }: PodContext,
  { before, logs }: Observation,
): PodContainer {
  // To be started with another image is no end of it.
  const isNew = isUpdated(pod, spec, before);
  const earlier = (before.restarts.get(restartKey(pod, spec.name)) ?? 0) + (isNew ? 1 : 0);
  const end = lastEnd(status, earlier);
  const isDone = isInit && status?.state?.terminated?.exitCode === 0;
  const name = `${pod.metadata?.name}/${spec.name}`;
  const logged = logs.get(logKey(pod.metadata ?? {}, spec.name)) ?? [];
  const base = {
    name,
    container: spec.name,
    service,
    isInit,
    isSidecar: false,
    isOld: before.restarts.has(restartKey(pod, spec.name)) && !isNew,
    status: isDone ? ("exited" as const) : statusOf(status),
    health: status?.ready ? ("healthy" as const) : ("starting" as const),
    healthOutput: [],
    endedAt: Number(new Date(end?.finishedAt ?? 0)),
    exitCode: end?.exitCode ?? 0,
    outOfMemory: end?.reason === "OOMKilled",
    restarts: isJob ? 0 : endsOf(status, earlier),
    forgiven: isInit ? initForgiven : 1,
    restartsByItself: true,
    startError: startErrorOf(status, end) || startErrorIn(events, spec.name, status),
    image: spec.image ?? "",
    imageId: status?.imageID ?? "",
    waiting: waitingOf(status),
    probes: probesOf(spec),
    ports: (spec.ports ?? []).map(({ name, containerPort }) => ({ name, number: containerPort })),
    log: logged.length > 0 ? logged : lastWords(end),
  };
  return { ...base, facts: factsOf(pod, base, end, spec.resources?.limits?.memory) };
}

/** Those that wait for something often end until it is there. */
const initForgiven = 3;

function statusOf(status: ContainerStatus | undefined): PodContainer["status"] {
  const { running, terminated } = status?.state ?? {};
  if (running) return "running";
  return terminated || status?.lastState?.terminated ? "restarting" : "created";
}

/** How it ended last, where that was in this rollout. */
function lastEnd(status: ContainerStatus | undefined, earlier: number): Terminated | undefined {
  const isNew = (status?.restartCount ?? 0) > earlier;
  return status?.state?.terminated ?? (isNew || earlier === 0 ? status?.lastState?.terminated : undefined);
}

/** What a program wrote for the kubelet before it ended, where its log is empty or may not be read. */
const lastWords = (end: Terminated | undefined): string[] =>
  end?.message && !isUnstarted(end) ? lastLines(withoutControls(end.message)) : [];

/** Then the message is the engine's. */
const isUnstarted = ({ reason }: Terminated): boolean => /^(StartError|ContainerCannotRun)$/.test(reason ?? "");

function endsOf(status: ContainerStatus | undefined, earlier: number): number {
  if (!status) return 0;
  const hasEnded = !status.state?.running && (status.state?.terminated ?? status.lastState?.terminated);
  return Math.max(0, status.restartCount - earlier + (hasEnded ? 1 : 0));
}

function waitingOf(status: ContainerStatus | undefined): PodContainer["waiting"] {
  const waiting = status?.state?.waiting;
  return waiting && { reason: waiting.reason ?? "", message: words(waiting.message) };
}

function startErrorOf(status: ContainerStatus | undefined, end: Terminated | undefined): string {
  const waiting = waitingOf(status);
  if (waiting && /^(RunContainer|CreateContainer|PostStartHook)Error$/.test(waiting.reason)) return waiting.message;
  return end && isUnstarted(end) ? words(end.message) : "";
}

/** Events tell it ten seconds and more before the status does. */
function startErrorIn(events: SeenEvent[], name: string, status: ContainerStatus | undefined): string {
  if (status?.state?.running) return "";
  const said = events.findLast(({ reason, container }) => reason === "Failed" && container === name)?.message ?? "";
  return /^Error: .*(OCI runtime|failed to (create|start|generate)|no command specified)/.test(said) ? said : "";
}

function factsOf(
  pod: Pod,
  { container, restarts, waiting }: Pick<PodContainer, "container" | "restarts" | "waiting">,
  end: Terminated | undefined,
  memoryLimit: string | undefined,
): string[] {
  const where = `${pod.metadata?.name}${pod.spec?.nodeName ? ` on ${pod.spec.nodeName}` : ""}, container ${container}`;
  const ended = end && `exit code ${end.exitCode}${end.reason && end.reason !== "Error" ? ` (${end.reason})` : ""}`;
  const limit = end?.reason === "OOMKilled" && memoryLimit ? `, limit ${memoryLimit}` : "";
  const often = restarts > 1 ? `, ${restarts} times` : "";
  const said = waiting?.message ? `${waiting.reason}: ${waiting.message}` : undefined;
  return [...(ended ? [`${where}: ${ended}${limit}${often}`] : []), ...(said ? [`${where}: ${said}`] : [])];
}
