import { expect, test } from "vitest";
import { trackCompletion } from "./apply-completion.ts";

const running = { ended: false, error: undefined };
const ended = { ended: true, error: undefined };

test("counts once everything was read after it, and then for good", () => {
  const seen = trackCompletion();
  const readAt = (moment: number) => (since: number) => moment >= since;
  expect(seen(running, 1, readAt(1))).toEqual(running);
  expect(seen(ended, 2, readAt(1))).toEqual(running);
  expect(seen(ended, 4, readAt(1))).toEqual(running);
  expect(seen(ended, 5, readAt(3))).toEqual(ended);
  expect(seen(ended, 6, readAt(1))).toEqual(ended);
});

test("counts so where Helm failed too", () => {
  const seen = trackCompletion();
  const failed = { ended: true, error: "UPGRADE FAILED" };
  expect(seen(failed, 1, () => false)).toEqual(running);
  expect(seen(failed, 2, () => true)).toEqual(failed);
});
