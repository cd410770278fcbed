import { expect, test } from "vitest";
import { preconditionError } from "../../lib/errors.ts";
import { failureOf } from "../../testing/chatops/failure.ts";
import { sideBySide } from "./ahead.ts";

const fails = async (words: string, after: Promise<unknown> = Promise.resolve()) => {
  await after;
  throw preconditionError(words);
};

test("two things go on side by side, and both are waited for", async () => {
  let ended = false;
  const slow = new Promise<void>((resolve) => setTimeout(resolve, 50)).then(() => {
    ended = true;
  });
  expect((await failureOf(sideBySide(fails("first"), slow))).message).toBe("first");
  expect(ended).toBe(true);
  expect(await sideBySide(Promise.resolve(1), Promise.resolve("two"))).toEqual([1, "two"]);
});

test("of two failures the first one's is told, though it comes later", async () => {
  const second = fails("second");
  const first = fails(
    "first",
    second.catch(() => {}),
  );
  expect((await failureOf(sideBySide(first, second))).message).toBe("first");
});
