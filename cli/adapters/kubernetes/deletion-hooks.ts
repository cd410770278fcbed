import type { Pod } from "../../domain/rollout/objects.ts";
import { errorLine } from "../../domain/verdicts/error-line.ts";
import type { Cluster } from "./cluster.ts";
import { readLog } from "./logs.ts";
import { listPods } from "./pods.ts";
import { type AnyObject, resourcesOf } from "./resources.ts";
import { readLive } from "./trial.ts";

/** A hook that was to end before a deletion. */
export interface OpenHook {
  name: string;
  /** What it said last, or what it waits for; empty if nobody knows. */
  said: string;
}

/** The hooks among these objects that are there and have not ended well. */
export async function openHooks(cluster: Cluster, hooks: readonly AnyObject[]): Promise<OpenHook[]> {
  const find = resourcesOf(cluster);
  const pods = await listPods(cluster);
  const look = async (hook: AnyObject): Promise<OpenHook[]> => {
    const resource = await find(hook);
    const live = resource && (await readLive<Live>(cluster, resource));
    if (!live || isDone(live)) return [];
    const { name = "" } = hook.metadata;
    const own = pods.filter(({ metadata }) => metadata?.name === name || metadata?.labels?.["job-name"] === name);
    const words = await Promise.all(own.map((pod) => wordsOf(cluster, pod)));
    return [{ name, said: words.findLast(Boolean) ?? "" }];
  };
  return (await Promise.all(hooks.filter(({ kind }) => startsPods.test(kind)).map(look))).flat();
}

const startsPods = /^(?:Job|Pod)$/;

type Live = AnyObject & {
  metadata: { managedFields?: [] };
  status?: { phase?: string; succeeded?: number; conditions?: { type: string; status: string }[] };
};

const isDone = ({ status }: Live): boolean =>
  status?.phase === "Succeeded" ||
  status?.conditions?.some(({ type, status: is }) => type === "Complete" && is === "True") === true;

async function wordsOf(cluster: Cluster, { metadata, status }: Pod): Promise<string> {
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const waiting = statuses.map(({ state }) => state?.waiting).find((each) => each?.message);
  if (waiting) return `${waiting.reason}: ${waiting.message}`;
  const which = { namespace: metadata?.namespace ?? cluster.namespace, pod: metadata?.name ?? "", previous: false };
  const logs = await Promise.all(statuses.map(({ name }) => readLog(cluster, { ...which, container: name })));
  return errorLine(logs.flat()) ?? "";
}
