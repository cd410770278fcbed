import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { chatRollout, composeContainer } from "../../testing/fixtures/compose-states.ts";
import type { ComposeContainer } from "../domain/rollout/compose-rollout.ts";
import { type Sight, watchUntilDecided } from "./watch-loop.ts";

beforeAll(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterAll(() => {
  vi.useRealTimers();
});

const healthy = composeContainer({ health: "healthy" });
const starting = composeContainer({ health: "starting" });
const crashedOnce = composeContainer({ health: "starting", restarts: 1, log: ["Error: lost the queue"] });

const sightOf = (container: ComposeContainer): Sight => ({
  rollout: chatRollout([container]),
  isHealthy: container.health === "healthy",
  summary: `chat ${container.health}`,
});

/** Watches a container that is seen so, one look after the other, and as it was last from then on. */
const watched = (looks: ComposeContainer[], patience = {}) => watchedSights(looks.map(sightOf), patience);

async function watchedSights(looks: Sight[], { timeoutMs = 60_000, observeMs = 40 } = {}) {
  const progress: string[] = [];
  const left = [...looks];
  const { verdict } = await watchUntilDecided(
    {
      look: () => (left.length > 1 ? left.shift() : left[0]) ?? sightOf(healthy),
      pause: async () => vi.advanceTimersByTime(5),
    },
    { timeoutMs, observeMs, signal: new AbortController().signal, progress: (text) => progress.push(text) },
  );
  return { verdict, progress };
}

const forMs = <T>(ms: number, look: T): T[] => Array.from({ length: ms / 5 }, () => look);

test("what stays healthy for as long as it is to be observed is healthy, and that is said meanwhile", async () => {
  expect(await watched([starting, healthy])).toMatchObject({
    verdict: undefined,
    progress: ["chat starting", "chat healthy; watching for 0.04 s"],
  });
});

test("a program may end once while it starts, but not once it was ready", async () => {
  expect(await watched([starting, crashedOnce, { ...healthy, restarts: 1 }])).toMatchObject({ verdict: undefined });
  const { verdict } = await watched([healthy, healthy, crashedOnce], { observeMs: 60_000 });
  expect(verdict).toMatchObject({ code: "start.exits", cause: "chat was ready, and then ended" });
  expect(verdict?.evidence[0]).toBe("Error: lost the queue");
});

test("what became healthy in time is observed to the end, whatever the time is", async () => {
  expect(await watched([healthy], { timeoutMs: 0 })).toMatchObject({ verdict: undefined });
  expect(await watched([healthy, starting], { timeoutMs: 0 })).toMatchObject({ verdict: { code: "uncertain" } });
});

test("what lost its readiness for a moment past the deadline becomes ready once more, but not for ever", async () => {
  const looks = [healthy, healthy, ...forMs(5_000, starting), healthy];
  expect(await watched(looks, { timeoutMs: 5 })).toMatchObject({ verdict: undefined });
  const flapping = forMs(20_000, [healthy, starting, starting]).flat();
  expect(await watched(flapping, { timeoutMs: 5 })).toMatchObject({ verdict: { code: "uncertain" } });
});

test("what was healthy when it was lost from sight is not waited for past the deadline", async () => {
  const lost = { ...sightOf(healthy), lost: "the API server does not answer" };
  expect(await watchedSights([sightOf(starting), lost], { timeoutMs: 50 })).toMatchObject({
    verdict: { cause: "the API server stopped answering, so it cannot be said whether it is healthy" },
  });
});
