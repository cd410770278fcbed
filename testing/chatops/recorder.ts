import type { Event, Listener } from "../../cli/core/events.ts";

/** Keeps the events, for tests that read what a run did. */
export function recorder(): { events: Event[]; listener: Listener; titles: (type: Event["type"]) => string[] } {
  const events: Event[] = [];
  return {
    events,
    listener: (event) => void events.push(event),
    titles: (type) => events.flatMap((event) => (event.type === type && "title" in event ? [event.title] : [])),
  };
}
