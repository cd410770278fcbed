import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { askPort, hasNetworkPolicies } from "../../adapters/kubernetes/pod-ports.ts";
import type { ClusterState, PortAnswer } from "../../domain/rollout/cluster.ts";
import { isReadyThroughout } from "../../domain/rollout/health.ts";
import { portKey, probedPorts, refusedIn, servedPorts } from "../../domain/rollout/ports.ts";

/** The ports that Services lead to, asked once all is ready: nothing else shows that nobody answers there. */
export interface Ports {
  answers: ReadonlyMap<string, PortAnswer>;
  mayBeShielded: () => boolean;
  want: (state: ClusterState, now: number) => void;
}

/** What was refused may be answered a moment later. */
const againMs = 1_000;

export function createPorts(cluster: Cluster, onRead: () => void): Ports {
  const answers = new Map<string, PortAnswer>();
  const askedAt = new Map<string, number>();
  let mayBeShielded: Promise<boolean> | undefined;
  let isShielded = true;
  const ask = (pod: string, port: number, now: number) => {
    const key = portKey(pod, port);
    const last = askedAt.get(key);
    const isSettled = answers.has(key) && answers.get(key) !== "refused";
    if (isSettled || (last !== undefined && now - last < againMs)) return;
    askedAt.set(key, now);
    void askPort(cluster, pod, port).then((answer) => {
      answers.set(key, answer);
      onRead();
    });
  };
  return {
    answers,
    mayBeShielded: () => isShielded,
    want: (state, now) => {
      if (!isReadyThroughout(state)) return;
      for (const { pod, port, container } of servedPorts(state))
        if (!probedPorts(container).includes(port)) ask(pod, port, now);
      const refused = refusedIn(state);
      if (refused.length === 0) return;
      mayBeShielded ??= hasNetworkPolicies(cluster);
      void mayBeShielded.then((is) => {
        isShielded = is;
      });
      for (const { pod, container } of refused) for (const port of probedPorts(container)) ask(pod, port, now);
    },
  };
}
