/** Wakes a loop when something has changed, at the latest after a while. */
export interface Bell {
  ring: () => void;
  /** Resolves at the next ring, at once where it rang since the last call, or after `ms`. */
  next: (ms: number) => Promise<void>;
}

export function createBell(): Bell {
  let hasRung = false;
  let wake = () => {};
  return {
    ring: () => {
      hasRung = true;
      wake();
    },
    next: async (ms) => {
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      hasRung = false;
    },
  };
}
