import { setTimeout as pause } from "node:timers/promises";

/** What a webhook rings. It says that something may be new, never what: so it does not matter how often it rings. */
export interface Bell {
  ring(): void;
  /** When it was rung last, in milliseconds; undefined if it never was. */
  readonly rungAt: number | undefined;
  /** Waits until it is rung, or was since the last time that somebody waited, but not longer than so. */
  wait(longestMs: number, signal: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
  let rungAt: number | undefined;
  let isRung = false;
  let wake = new AbortController();
  return {
    ring() {
      rungAt = Date.now();
      isRung = true;
      wake.abort();
    },
    get rungAt() {
      return rungAt;
    },
    async wait(longestMs, signal) {
      if (!isRung)
        await pause(longestMs, undefined, { signal: AbortSignal.any([signal, wake.signal]) }).catch(() => {});
      isRung = false;
      wake = new AbortController();
    },
  };
}
