import type { PodState } from "../rollout/cluster-state.ts";
import type { ContainerState } from "../rollout/container-state.ts";
import type { SeenEvent } from "../rollout/seen-event.ts";
import { errorLine } from "./error-line.ts";

/** What a sentence calls a container. */
export const calledIn = ({ subject, service }: ContainerState): string => subject ?? service;

const lastWords = 6;

/** Frames inside the runtime say nothing about the program. */
const isRuntimeFrame = /^\s*at .*\bnode:/;

/** The guilty line of a container's log, what else was seen of it, then its last lines. */
export function evidenceOf({ log, facts }: ContainerState): string[] {
  const guilty = errorLine(log);
  const tail = log.filter((line) => !isRuntimeFrame.test(line)).slice(-lastWords);
  return guilty ? [guilty, ...facts, ...tail.filter((line) => !line.includes(guilty))] : [...facts, ...tail];
}

/** What goes on, said behind that it does: the last line of the first that says anything. */
export function lastSaidBy(containers: readonly ContainerState[]): string {
  const [last] = containers.flatMap(({ log }) => log.slice(-1));
  return last ? `; the last that it said: ${last}` : ", and says nothing";
}

/** An event as `kubectl describe` would show it, after the name of what it is about. */
export const lineOf = (about: string, { reason, message, count }: SeenEvent): string =>
  `${about}: ${reason}: ${message}${count > 1 ? ` (${count} times)` : ""}`;

/** The last event of a pod for each of these reasons. */
export const eventsOf = ({ name, events }: PodState, ...reasons: string[]): string[] =>
  reasons.flatMap((reason) => {
    const last = events.findLast((event) => event.reason === reason);
    return last ? [lineOf(name, last)] : [];
  });
