import { setTimeout as sleep } from "node:timers/promises";
import type { V1Node } from "@kubernetes/client-node";
import { preconditionError } from "../../../lib/errors.ts";
import type { Paths } from "../../paths.ts";
import { kubectl } from "./control-plane.ts";

const patience = 90_000;

/** Whether a node takes pods, by what its kubelet said at `start` or later: what it said before may be of another life. */
export function isReady({ status }: V1Node, start: number): boolean {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  // Heartbeats are in whole seconds.
  const isFresh = new Date(ready?.lastHeartbeatTime ?? 0).getTime() >= start - 1000;
  return ready?.status === "True" && isFresh;
}

/** Waits until all of these nodes take pods. */
export async function untilReady(paths: Paths, names: string[], start: number): Promise<void> {
  for (const deadline = Date.now() + patience; ; await sleep(200)) {
    const { stdout } = await kubectl(paths, ["get", "nodes", "--output=json"]);
    const { items } = JSON.parse(stdout) as { items: V1Node[] };
    const ready = items.filter((node) => isReady(node, start)).map(({ metadata }) => metadata?.name);
    const missing = names.filter((name) => !ready.includes(name));
    if (missing.length === 0) return;
    if (Date.now() > deadline) throw preconditionError(`The cluster's ${missing.join(" and ")} did not become ready`);
  }
}
