import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { askPort, hasNetworkPolicies } from "../../adapters/kubernetes/pod-ports.ts";
import type { ClusterState, PortAnswer } from "../../domain/rollout/cluster-state.ts";
import { isReadyThroughout } from "../../domain/rollout/health.ts";
import {
  portKey,
  probedPorts,
  refusedIn,
  type ServedPort,
  servedKey,
  servedPorts,
} from "../../domain/rollout/ports.ts";

/** The ports that Services lead to, asked once all is ready: nothing else shows that nobody answers there. */
export interface Ports {
  answers: ReadonlyMap<string, PortAnswer>;
  refusedBefore: ReadonlySet<string>;
  mayBeShielded: () => boolean;
  /** Asks before anything is changed: what nobody answered then is no fault of this version. */
  remember: (state: ClusterState) => void;
  want: (state: ClusterState, now: number) => void;
}

/** What was refused may be answered a moment later. */
const againMs = 1_000;

export function createPorts(cluster: Cluster, onRead: () => void): Ports {
  const answers = new Map<string, PortAnswer>();
  const askedAt = new Map<string, number>();
  const refusedBefore = new Set<string>();
  const isUnknown = ({ container, port }: ServedPort) => !probedPorts(container).includes(port);
  /** Whether policies may keep us from the pods of a namespace; so it is until it is known. */
  const shielded = new Map<string, boolean>();
  const askPolicies = (namespace: string) => {
    if (shielded.has(namespace)) return;
    shielded.set(namespace, true);
    void hasNetworkPolicies(cluster, namespace).then((is) => shielded.set(namespace, is));
  };
  const ask = ({ pod, namespace }: ServedPort, port: number, now: number) => {
    const key = portKey({ namespace, pod }, port);
    const last = askedAt.get(key);
    const isSettled = answers.has(key) && answers.get(key) !== "refused";
    if (isSettled || (last !== undefined && now - last < againMs)) return;
    askedAt.set(key, now);
    void askPort(cluster, placeOf({ pod, namespace, port }, cluster)).then((answer) => {
      answers.set(key, answer);
      onRead();
    });
  };
  return {
    answers,
    refusedBefore,
    mayBeShielded: () => shielded.size === 0 || [...shielded.values()].includes(true),
    remember: (state) => {
      for (const served of servedPorts(state).filter(isUnknown))
        void askPort(cluster, placeOf(served, cluster)).then((answer) => {
          if (answer === "refused") refusedBefore.add(servedKey(served));
        });
    },
    want: (state, now) => {
      if (!isReadyThroughout(state)) return;
      for (const served of servedPorts(state).filter(isUnknown)) ask(served, served.port, now);
      const refused = refusedIn(state);
      for (const { namespace } of refused) askPolicies(namespace || cluster.namespace);
      for (const served of refused) for (const port of probedPorts(served.container)) ask(served, port, now);
    },
  };
}

const placeOf = ({ namespace, pod, port }: Pick<ServedPort, "namespace" | "pod" | "port">, cluster: Cluster) => ({
  namespace: namespace || cluster.namespace,
  pod,
  port,
});
