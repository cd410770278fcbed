import { cutText } from "../../lib/foreign-text.ts";
import { clean } from "../../lib/secrets.ts";
import type { Event } from "./events.ts";

/** What an event says in words of our own, whatever somebody's password is; a result is masked by its schema. */
const ownWords = new Set(["type", "kind", "reason", "milestone", "cause", "result"]);

/** An event as it may be told: its texts carry no secret, no control sequence, no endless line. */
export const maskedEvent = (event: Event): Event =>
  Object.fromEntries(
    Object.entries(event).map(([key, value]) => [key, ownWords.has(key) ? value : clean(value, cutText)]),
  ) as Event;
