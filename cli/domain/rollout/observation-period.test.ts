import { expect, test } from "vitest";
import { chatRollout, composeContainer } from "../../../testing/fixtures/compose-states.ts";
import { trackObservationPeriod } from "./observation-period.ts";

test("all is quiet once it has been healthy without a break for as long as asked for", () => {
  const quiet = trackObservationPeriod(10_000);
  const rollout = chatRollout([composeContainer()]);
  const seen: [isHealthy: boolean, at: number][] = [
    [true, 0],
    [false, 9_000],
    [true, 12_000],
    [true, 21_999],
    [true, 22_000],
  ];
  expect(seen.map(([isHealthy, at]) => quiet.note(rollout, isHealthy, at))).toEqual([false, false, false, false, true]);
});

test("how often each container had ended is remembered of the last time that all became healthy", () => {
  const quiet = trackObservationPeriod(10_000);
  const endedTimes = (restarts: number) => chatRollout([composeContainer({ restarts })]);
  expect(quiet.compare(endedTimes(1)).endsWhenHealthy).toBeUndefined();
  quiet.note(endedTimes(1), true, 0);
  quiet.note(endedTimes(1), true, 1_000);
  expect(quiet.compare(endedTimes(2)).endsWhenHealthy).toEqual(new Map([["chat-chat-1", 1]]));
});

test("what ran before and was not replaced may end as it did before", () => {
  const quiet = trackObservationPeriod(10_000);
  quiet.note(chatRollout([composeContainer({ isOld: true })]), true, 0);
  expect(quiet.compare(chatRollout([])).endsWhenHealthy).toEqual(new Map());
});
