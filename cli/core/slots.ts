/** Lets so many tasks run at a time; the others wait in the order in which they came. */
export interface Slots {
  /** Tells the task whether it had to wait. */
  use<T>(task: (hasWaited: boolean) => Promise<T>): Promise<T>;
  readonly waiting: number;
  readonly busy: number;
}

export function createSlots(most: number): Slots {
  const queue: (() => void)[] = [];
  let busy = 0;
  const free = () => {
    const next = queue.shift();
    // The slot goes over to whoever waited longest.
    if (next) next();
    else busy -= 1;
  };
  return {
    async use(task) {
      const isFree = busy < most;
      if (isFree) busy += 1;
      else await new Promise<void>((resolve) => queue.push(resolve));
      try {
        return await task(!isFree);
      } finally {
        free();
      }
    },
    get waiting() {
      return queue.length;
    },
    get busy() {
      return busy;
    },
  };
}
