import type { WorkloadState } from "./cluster-state.ts";
import { words } from "./events.ts";
import { ownImages } from "./image-check.ts";
import type { CustomObject, KubernetesObject, Pod } from "./objects.ts";
import { type ExpectedWorkload, type Observation, uidOf } from "./observation.ts";

type Progress = Required<Pick<WorkloadState, "unready">>["unready"] | undefined;

/**
 * What keeps an object from being what it is to be, by the conventions that its conditions follow
 * (https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md); undefined if nothing does.
 */
export function unreadyBy({ metadata, status }: CustomObject): Progress {
  const { observedGeneration } = status ?? {};
  const conditions = conditionsOf(status);
  const find = (type: string, ...states: string[]) =>
    conditions.find((condition) => condition.type === type && states.includes(condition.status ?? ""));
  const stalled = find("Stalled", "True") ?? conditions.find(isGivenUp);
  if (stalled) return { said: saidBy(stalled), isStalled: true };
  if (observedGeneration !== undefined && Number(observedGeneration) < (metadata?.generation ?? 0))
    return { said: "its controller has not taken it up yet", isStalled: false };
  const open = find("Reconciling", "True") ?? find("Ready", "False", "Unknown");
  return open && { said: saidBy(open), isStalled: false };
}

/** As an Argo Rollout says it; of others that are settled it is said as well that they do not progress. */
const isGivenUp = ({ type, status, reason = "" }: Texts): boolean =>
  (type === "InvalidSpec" && status === "True") ||
  (type === "Progressing" && status === "False" && /Abort|DeadlineExceeded/.test(reason));

/** Who waits for a person to go on, as an Argo Rollout at a step of its canary, runs the version before as well. */
function pausedBy({ spec, status }: CustomObject): Progress {
  const { phase, message } = status ?? {};
  const condition = conditionsOf(status).find(({ type, status: is }) => type === "Paused" && is === "True");
  const isPaused = spec?.paused === true || phase === "Paused" || condition !== undefined;
  const why = words(typeof message === "string" ? message : condition?.reason);
  return isPaused ? { said: why ? `it is paused: ${why}` : "it is paused", isStalled: false } : undefined;
}

/** Whoever makes a kind may write anything there: a list that is empty as null, and something else than a list. */
function conditionsOf(status: CustomObject["status"]): Texts[] {
  const { conditions } = status ?? {};
  if (!Array.isArray(conditions)) return [];
  return conditions.map((each) => {
    const texts = Object.entries(Object(each)).filter(([, value]) => typeof value === "string");
    return Object.fromEntries(texts);
  });
}

type Texts = Partial<Record<"type" | "status" | "reason" | "message", string>>;

const saidBy = ({ type = "", status = "", reason = "", message = "" }: Texts): string =>
  [`${type} is ${status}`, reason, words(message)].filter(Boolean).join(": ");

export const customKey = ({ kind, name, namespace = "" }: ExpectedWorkload): string => `${namespace}/${kind}/${name}`;

/** Those that an object owns, or what it owns does. Of a change only the new ones count, as soon as there are any. */
export function customPods(
  object: KubernetesObject,
  { objects, before }: Pick<Observation, "objects" | "before">,
): Pod[] {
  const { deployments, replicaSets, statefulSets, daemonSets, jobs, pods } = objects;
  const owners = new Set([uidOf(object)]);
  const isOwned = ({ metadata }: KubernetesObject) =>
    metadata?.ownerReferences?.some(({ uid }) => owners.has(uid)) === true;
  for (const level of [deployments, statefulSets, daemonSets, jobs, replicaSets])
    for (const each of level as KubernetesObject[]) if (isOwned(each)) owners.add(uidOf(each));
  const own = pods.filter((pod) => isOwned(pod) && !pod.metadata?.deletionTimestamp && !isReplaced(pod));
  const added = own.filter((pod) => !before.generations.has(uidOf(pod)));
  return added.length > 0 ? added : own;
}

/** A pod that failed or was evicted stays beside the one that takes its place. */
const isReplaced = ({ status }: Pod): boolean => status?.phase === "Failed";

/** That it was applied is all that can be said of it. */
export const unseenWorkload = (expected: ExpectedWorkload, observation: Observation) => ({
  ...scheduledWorkload(expected, observation),
  isUnseen: true,
});

/** Without a pod that it owns, that it was applied is all that can be said. */
export function customWorkload(expected: ExpectedWorkload, observation: Observation) {
  const { kind, name } = expected;
  const object = observation.customs.get(customKey(expected));
  const pods = object ? customPods(object, observation) : [];
  if (!object || pods.length === 0) return unseenWorkload(expected, observation);
  // A database may be meant to be paused.
  const unready = unreadyBy(object) ?? (ownImages(expected, observation).length > 0 ? pausedBy(object) : undefined);
  const ready = pods.filter(isUp).length;
  const isDone = !unready && ready === pods.length;
  return { kind, name, wanted: pods.length, ready, unready, isDone, isCustom: true, pods };
}

const isUp = ({ status }: Pod): boolean =>
  status?.phase === "Succeeded" ||
  status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") === true;

/** Its pods start by its schedule; what they will run stands in its manifest. */
export const scheduledWorkload = (expected: ExpectedWorkload, observation: Observation) => ({
  kind: expected.kind,
  name: expected.name,
  wanted: 0,
  isDone: true,
  unseenImages: ownImages(expected, observation),
  pods: [],
});
