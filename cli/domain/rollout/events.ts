import { withoutControls } from "../../../lib/controls.ts";
import { cutLine } from "../../../lib/foreign-text.ts";
import type { Event } from "./objects.ts";
import { type Baseline, timesSeen, uidOf } from "./observation.ts";
import type { SeenEvent } from "./seen-event.ts";

/** A text of the cluster as one line without control characters. */
export const words = (text: string | undefined): string =>
  withoutControls(cutLine(text ?? ""))
    .replace(/\s+/g, " ")
    .trim();

/** The events since the rollout began, by the uid of what they are about, oldest first. */
export function eventsByObject(events: readonly Event[], before: Baseline): Map<string, SeenEvent[]> {
  const since = events.flatMap((event) => newsOf(event, before) ?? []).sort((a, b) => a.version - b.version);
  const found = new Map<string, SeenEvent[]>();
  for (const { about, seen } of since) {
    const own = found.get(about);
    if (own) own.push(seen);
    else found.set(about, [seen]);
  }
  return found;
}

/** What an event says that was not so before. */
interface News {
  about: string;
  /** Orders events more finely than their times, which are whole seconds. */
  version: number;
  seen: SeenEvent;
}

/** A busy namespace has thousands of events, and is looked at several times a second: each is read once. */
const known = new WeakMap<Baseline, WeakMap<Event, News | null>>();

function newsOf(event: Event, before: Baseline): News | null {
  const read = known.get(before) ?? new WeakMap<Event, News | null>();
  known.set(before, read);
  const found = read.get(event);
  if (found !== undefined) return found;
  const news = readNews(event, before);
  read.set(event, news);
  return news;
}

function readNews(event: Event, before: Baseline): News | null {
  const { involvedObject, reason = "", message, metadata } = event;
  const count = timesSeen(event) - (before.events.get(uidOf(event)) ?? 0);
  if (count <= 0 || !involvedObject.uid) return null;
  const [, container] = /\{([^{}]+)\}/.exec(involvedObject.fieldPath ?? "") ?? [];
  const seen = { reason, message: words(message), container, count, last: lastSeen(event) };
  return { about: involvedObject.uid, version: Number(metadata?.resourceVersion ?? 0), seen };
}

/** One writer of events counts and dates them, another one only says when a series of them went on. */
function lastSeen({ series, lastTimestamp, eventTime }: Event): string | undefined {
  const time = series?.lastObservedTime ?? lastTimestamp ?? eventTime;
  return time ? new Date(time).toISOString() : undefined;
}
