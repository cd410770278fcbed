import { pauseAfter } from "./backoff.ts";
import type { RedisTarget } from "./config.ts";
import { reasonOf } from "./redis-connection.ts";
import { RedisSession } from "./redis-session.ts";

interface Use {
  target: RedisTarget;
  /** Ends the session that is open, and opens no other. */
  signal: AbortSignal;
  /** Works with a session for as long as it lives, hence ends by throwing; calls `isGood` once it can be used. */
  use: (session: RedisSession, isGood: () => void) => Promise<void>;
  failed: (reason: string) => void;
}

/** One session after the other, each from a known state, with longer and longer pauses while none can be used. */
export async function withSessions({ target, signal, use, failed }: Use): Promise<void> {
  let failures = 0;
  const isGood = () => {
    failures = 0;
  };
  while (!signal.aborted) {
    const session = new RedisSession(target);
    // From the start: one that is still connecting would go on to read for ever.
    const close = () => session.close();
    signal.addEventListener("abort", close);
    try {
      await session.connect();
      await use(session, isGood);
    } catch (error) {
      failed(reasonOf(session.reason ?? error));
    } finally {
      signal.removeEventListener("abort", close);
      session.close();
    }
    await pauseAfter(failures++, signal);
  }
}
