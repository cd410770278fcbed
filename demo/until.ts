import { Failure } from "../lib/errors.ts";

const patienceMs = 60_000;

/** Waits until something holds; throws where that takes too long. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Failure("bug", `waited ${patienceMs / 1000} s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
