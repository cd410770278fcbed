import type { Entry } from "./entry.ts";
import { lostTail } from "./lost-tail.ts";
import { createEpoch } from "./message-id.ts";
import type { Mark, RedisSession } from "./redis-session.ts";

/** Each fails where others have written since it looked. */
const mostTries = 10;

type Restorer = Pick<RedisSession, "state" | "readAll" | "restore">;

/**
 * Writes back what this replica has shown and a Redis that was started anew has not: the last moments before a crash, or
 * everything since the snapshot that it came up with. A Redis that was emptied is left so.
 * Returns how many; undefined where others write all the time: then to go on is worth more than what was lost.
 */
export async function restoreLost(session: Restorer, known: Entry[], seen: Mark): Promise<number | undefined> {
  for (let tries = 0; tries < mostTries; tries++) {
    const restored = await tryToRestore(session, known, seen);
    if (restored !== undefined) return restored;
  }
  return undefined;
}

async function tryToRestore(session: Restorer, known: Entry[], seen: Mark): Promise<number | undefined> {
  const state = await session.state();
  if (state.epoch !== seen.epoch && state.predecessor !== seen.epoch) return 0;
  const tail = lostTail(known, { entries: await session.readAll(), last: state.last });
  if (tail.length === 0) return 0;
  const isRestored = await session.restore(tail, state, {
    proposal: createEpoch(),
    isSameEpoch: state.epoch === seen.epoch,
  });
  return isRestored ? tail.length : undefined;
}
