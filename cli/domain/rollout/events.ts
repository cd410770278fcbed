import { withoutControls } from "../../../lib/controls.ts";
import { cutLine } from "../../../lib/foreign-text.ts";
import type { SeenEvent } from "./cluster-state.ts";
import type { Event } from "./objects.ts";
import { type Baseline, timesSeen, uidOf } from "./observation.ts";

/** A text of the cluster as one line without control characters. */
export const words = (text: string | undefined): string =>
  withoutControls(cutLine(text ?? ""))
    .replace(/\s+/g, " ")
    .trim();

/** The events since the rollout began, by the uid of what they are about, oldest first. */
export function eventsByObject(events: readonly Event[], before: Baseline): Map<string, SeenEvent[]> {
  const found = new Map<string, SeenEvent[]>();
  const inOrder = [...events].sort((a, b) => versionOf(a) - versionOf(b));
  for (const event of inOrder) {
    const count = timesSeen(event) - (before.events.get(uidOf(event)) ?? 0);
    const about = event.involvedObject.uid;
    if (count <= 0 || !about) continue;
    const [, container] = /\{([^{}]+)\}/.exec(event.involvedObject.fieldPath ?? "") ?? [];
    const seen = { reason: event.reason ?? "", message: words(event.message), container, count, last: lastSeen(event) };
    found.set(about, [...(found.get(about) ?? []), seen]);
  }
  return found;
}

/** One writer of events counts and dates them, another one only says when a series of them went on. */
function lastSeen({ series, lastTimestamp, eventTime }: Event): string | undefined {
  const time = series?.lastObservedTime ?? lastTimestamp ?? eventTime;
  return time ? new Date(time).toISOString() : undefined;
}

/** Orders events more finely than their times, which are whole seconds. */
const versionOf = ({ metadata }: Event) => Number(metadata?.resourceVersion ?? 0);
