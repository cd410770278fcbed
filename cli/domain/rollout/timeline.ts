import type { PodState } from "./cluster-state.ts";

const marks = {
  scheduled: ({ node }) => node !== undefined,
  pulled: ({ containers, events }) =>
    containers.some(({ status }) => status !== "created") || events.some(({ reason }) => reason === "Pulled"),
  started: ({ containers }) => containers.some(({ isInit, status }) => !isInit && status !== "created"),
  ended: ({ containers }) => containers.some(({ restarts }) => restarts > 0),
  ready: ({ isReady }) => isReady,
} satisfies Record<string, (pod: PodState) => boolean>;

type Mark = keyof typeof marks;

interface Life {
  name: string;
  node: string | undefined;
  /** When it was first seen, in ms. */
  begin: number;
  reached: Map<Mark, number>;
}

/** What became of each pod and when, as it was seen from here: the cluster's own times are whole seconds. */
export interface Timeline {
  /** Answers the pods that came further. */
  note: (pods: readonly PodState[], now: number) => { name: string; line: string }[];
  /** `chat-7c9f8-x2x4z node-2 scheduled 0.1 s · pulled 0.6 s · started 0.9 s · ready 2.1 s`, a line for each pod. */
  lines: () => string[];
}

export function createTimeline(): Timeline {
  const lives = new Map<string, Life>();
  return {
    note: (pods, now) =>
      pods.flatMap((pod) => {
        const key = `${pod.namespace}/${pod.name}`;
        const life = lives.get(key) ?? { name: pod.name, node: undefined, begin: now, reached: new Map() };
        lives.set(key, life);
        const before = life.reached.size;
        life.node = pod.node;
        for (const [mark, isReached] of Object.entries(marks) as [Mark, (pod: PodState) => boolean][])
          if (!life.reached.has(mark) && isReached(pod)) life.reached.set(mark, now - life.begin);
        return life.reached.size > before ? [{ name: pod.name, line: lineOf(life) }] : [];
      }),
    lines: () => [...lives.values()].map(lineOf),
  };
}

function lineOf({ name, node, reached }: Life): string {
  const inOrder = [...reached].sort(([, a], [, b]) => a - b);
  const steps = inOrder.map(([mark, ms]) => `${mark} ${(ms / 1000).toFixed(1)} s`);
  return [name, node, steps.join(" · ")].filter(Boolean).join(" ");
}
