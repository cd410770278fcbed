import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { listenForSilence } from "./silence.ts";

test("silence of what waits for good reason ends nothing, until it does not wait any more", async () => {
  let isWaiting = true;
  const { signal } = listenForSilence(20, () => isWaiting);
  await setTimeout(100);
  expect(signal.aborted).toBe(false);
  isWaiting = false;
  await expect.poll(() => signal.aborted).toBe(true);
});
