import type { Entry } from "./entry.ts";

interface Stream {
  /** What Redis holds, oldest first. */
  entries: Entry[];
  /** The highest offset that it has given out. */
  last: number;
}

const isSame = (one: Entry | undefined, other: Entry): boolean =>
  one !== undefined && one.storedAt === other.storedAt && one.text === other.text;

/**
 * What clients of this replica have seen and Redis has no more: everything behind the newest message that both have.
 * What was deleted on purpose leaves its offset behind, and is not missed.
 */
export function lostTail(seen: Entry[], { entries, last }: Stream): Entry[] {
  const byOffset = new Map(entries.map((entry) => [entry.offset, entry]));
  const stored = new Set(entries.map(({ storedAt, text }) => `${storedAt} ${text}`));
  const common = seen.findLastIndex((entry) => isSame(byOffset.get(entry.offset), entry));
  const oldest = entries[0]?.storedAt ?? 0;
  return seen.slice(common + 1).filter((entry) => {
    const isGone = entry.offset > last || byOffset.has(entry.offset);
    return isGone && entry.storedAt >= oldest && !stored.has(`${entry.storedAt} ${entry.text}`);
  });
}
