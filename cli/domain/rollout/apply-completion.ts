import type { ApplyState } from "./observation.ts";

/** How Helm stands at a moment, as far as what is seen can show it. */
export type TrackCompletion = (applying: ApplyState, now: number, isCurrent: (since: number) => boolean) => ApplyState;

/**
 * Lets Helm's end count only once everything has been read after it. Where nothing may be watched, what is known is up
 * to a second old: the pods before Helm's work would be judged as those that it made.
 */
export function trackCompletion(): TrackCompletion {
  let endedAt: number | undefined;
  let isSeen = false;
  return (applying, now, isCurrent) => {
    if (applying.ended) endedAt ??= now;
    // Once seen it stays so, whatever is read anew meanwhile.
    isSeen ||= endedAt !== undefined && isCurrent(endedAt);
    return isSeen ? applying : { ended: false, error: undefined };
  };
}
