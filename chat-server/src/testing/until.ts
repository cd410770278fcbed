import { setTimeout as sleep } from "node:timers/promises";
import { vi } from "vitest";

// Generous, because a busy machine is no failure; a test that passes never waits for it.
const patienceMilliseconds = 60_000;
vi.setConfig({ testTimeout: 2 * patienceMilliseconds, hookTimeout: 2 * patienceMilliseconds });

type Nothing = false | null | undefined;

/** Waits until `look` gives something true, and returns it. */
export async function until<T>(what: string, look: () => T | Nothing | Promise<T | Nothing>): Promise<T> {
  const deadline = performance.now() + patienceMilliseconds;
  while (performance.now() < deadline) {
    const found = await look();
    if (found) return found;
    await sleep(5);
  }
  throw new Error(`waited in vain until ${what}`);
}
