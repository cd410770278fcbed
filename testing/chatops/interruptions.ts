import type { ChildProcess } from "node:child_process";
import type { Event } from "../../cli/core/events.ts";

/** Numbers between 0 and 1 that a seed decides, so that a failure can be had again (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Calls `act` so many milliseconds after a run started its step number `step`, counted from 0. */
export function during(step: number, delayMs: number, act: (child: ChildProcess) => void) {
  let started = 0;
  return (event: Event, child: ChildProcess): void => {
    if (event.type !== "started") return;
    if (started === step) setTimeout(() => act(child), delayMs);
    started += 1;
  };
}
