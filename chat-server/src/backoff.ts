import { setTimeout as sleep } from "node:timers/promises";

const shortest = 100;
const longest = 2000;

/** Waits longer after every failure, and never as long as the other replicas; ends early when `signal` is aborted. */
export async function pauseAfter(failures: number, signal: AbortSignal): Promise<void> {
  const most = Math.min(shortest * 2 ** failures, longest);
  await sleep(most * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
}
