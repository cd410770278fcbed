import type { V1Container, V1PodSpec } from "@kubernetes/client-node";
import { isElasticNode } from "../rollout/elastic.ts";
import type { Node } from "../rollout/objects.ts";
import { type Objection, severityIf } from "./missing-settings.ts";
import { amountOf } from "./quantity.ts";
import { hasLabel, selectedNodes } from "./selected-nodes.ts";
import type { StartedPod } from "./started-pods.ts";

/** Pods that no node of the cluster can take, however empty it is. Where nodes come by themselves that is a warning. */
export function unschedulablePods(pods: readonly StartedPod[], nodes: readonly Node[]): Objection[] {
  if (nodes.length === 0) return [];
  const isElastic = nodes.some(isElasticNode);
  return pods
    .filter(({ spec }) => usualSchedulers.includes(spec.schedulerName ?? ""))
    .flatMap(({ kind, name, spec, isLater }) => {
      const lacking = tooLarge(spec, nodes) ?? (kind === "DaemonSet" ? undefined : unselectable(spec, nodes));
      const severity = severityIf(!isElastic && !isLater && !lacking?.mayCome);
      return lacking ? [{ kind, name, severity, message: lacking.message }] : [];
    });
}

const usualSchedulers = ["", "default-scheduler"];

/** What no node has; it may come if somebody may yet bring it, as the plugin of a device, or who labels nodes. */
interface Lacking {
  message: string;
  mayCome?: boolean;
}

/** What a node is born with; all other labels are given. */
const inborn = /^(beta\.)?kubernetes\.io\/(arch|os|hostname)$/;

/** A DaemonSet has no pod if no node fits, and is well. */
function unselectable(spec: V1PodSpec, nodes: readonly Node[]): Lacking | undefined {
  if (selectedNodes(spec, nodes).length > 0) return undefined;
  const wanted = Object.entries(spec.nodeSelector ?? {});
  const isLacking = wanted.some((label) => inborn.test(label[0]) && !nodes.some((node) => hasLabel(node, label)));
  const labels = wanted.map(([key, value]) => `${key}=${value}`).join(", ");
  return { message: `wants a node with ${labels}, and none of the ${nodes.length} has that`, mayCome: !isLacking };
}

/** Sums of fractions. */
const rounding = 1 + 1e-9;

function tooLarge(spec: V1PodSpec, nodes: readonly Node[]): Lacking | undefined {
  for (const [resource, amount] of Object.entries(requestsOf(spec))) {
    const room = nodes.map(({ status }) => amountOf(status?.allocatable?.[resource] ?? 0) ?? Number.POSITIVE_INFINITY);
    const largest = Math.max(...room);
    if (amount <= largest * rounding) continue;
    const message = `wants ${told(resource, amount)}, and the largest node has ${told(resource, largest)}`;
    return { message, mayCome: resource.includes("/") };
  }
  return undefined;
}

/** What a node must have free: of all containers together or, if that is more, of one that comes before them. */
function requestsOf({ containers, initContainers = [] }: V1PodSpec): Record<string, number> {
  const sum: Record<string, number> = {};
  const requested = (resources: V1Container["resources"]) =>
    Object.entries({ ...resources?.limits, ...resources?.requests }).map(
      ([resource, quantity]) => [resource, amountOf(quantity) ?? 0] as const,
    );
  const lasting = [...containers, ...initContainers.filter(({ restartPolicy }) => restartPolicy === "Always")];
  for (const [resource, amount] of lasting.flatMap(({ resources }) => requested(resources)))
    sum[resource] = (sum[resource] ?? 0) + amount;
  for (const [resource, amount] of initContainers.flatMap(({ resources }) => requested(resources)))
    sum[resource] = Math.max(sum[resource] ?? 0, amount);
  return sum;
}

const told = (resource: string, amount: number): string =>
  /memory|storage|hugepages/.test(resource)
    ? `${Math.round(amount / 2 ** 20)} MiB of ${resource}`
    : `${Number(amount.toFixed(3))} ${resource}`;
