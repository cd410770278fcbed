/** Wakes a loop when something has changed, at the latest after a while. */
export interface WakeSignal {
  notify: () => void;
  /** Resolves at the next notification, at once if there was one since the last call, or after `ms`. */
  wait: (ms: number) => Promise<void>;
}

export function createWakeSignal(): WakeSignal {
  let isNotified = false;
  let wake = () => {};
  return {
    notify: () => {
      isNotified = true;
      wake();
    },
    wait: async (ms) => {
      if (!isNotified) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      isNotified = false;
    },
  };
}
