import type { Entry } from "./entry.ts";
import { lostTail } from "./lost-tail.ts";
import { createEpoch } from "./message-id.ts";
import type { Mark, RedisSession } from "./redis-session.ts";

/**
 * Writes back what this replica has shown and a Redis that was started anew has not: the last moments before a crash, or
 * everything since the snapshot that it came up with. A Redis that was emptied is left so.
 */
export async function restoreLost(session: RedisSession, known: Entry[], seen: Mark): Promise<number> {
  const state = await session.state();
  if (state.epoch !== seen.epoch && state.predecessor !== seen.epoch) return 0;
  const tail = lostTail(known, { entries: await session.readAll(), last: state.last });
  if (tail.length === 0) return 0;
  const isRestored = await session.restore(tail, state, {
    proposal: createEpoch(),
    isSameEpoch: state.epoch === seen.epoch,
  });
  if (!isRestored) throw new Error("another replica was writing at the same time");
  return tail.length;
}
