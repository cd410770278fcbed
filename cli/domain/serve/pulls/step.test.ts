import { expect, test } from "vitest";
import { type PullLook, stepFor } from "./step.ts";

const head = "b".repeat(40);
const older = "a".repeat(40);
const now = Date.parse("2026-11-29T10:00:00Z");
const endedAt = "2026-11-29T09:59:50Z";
const own: PullLook = {
  head,
  isFork: false,
  isReachable: true,
  record: undefined,
  isRoomMade: false,
  running: undefined,
  now,
};
const fork: PullLook = { ...own, isFork: true };
const record = { number: 7, waits: 0 };

test("a commit is built once, and a newer one anew", () => {
  expect(stepFor(own)).toBe("create");
  expect(stepFor({ ...own, record: { ...record, commit: older, outcome: "done" }, running: older })).toBe("create");
  expect(stepFor({ ...own, record: { ...record, commit: head, outcome: "done" } })).toBe("nothing");
  expect(stepFor({ ...own, record: { ...record, commit: head, outcome: "failed" } })).toBe("nothing");
  // Serve was killed over it.
  expect(stepFor({ ...own, record: { ...record, commit: head } })).toBe("create");
});

test("what waits is tried again after a while, longer each time", () => {
  const waiting = { ...record, commit: head, outcome: "waiting", endedAt, waits: 1 } as const;
  expect(stepFor({ ...own, record: waiting })).toBe("nothing");
  expect(stepFor({ ...own, record: waiting, now: now + 30_000 })).toBe("create");
  expect(stepFor({ ...own, record: { ...waiting, waits: 3 }, now: now + 30_000 })).toBe("nothing");
  expect(stepFor({ ...own, record: waiting, isRoomMade: true })).toBe("create");
});

test("what runs is known again after everything was forgotten", () => {
  expect(stepFor({ ...own, running: head })).toBe("adopt");
  expect(stepFor({ ...fork, running: head })).toBe("adopt");
  expect(stepFor({ ...fork, running: head, record: { ...record, commit: head, outcome: "done" } })).toBe("nothing");
});

test("a commit of a fork waits until somebody lets that very one be built", () => {
  expect(stepFor(fork)).toBe("ask");
  const announced = { commit: head, at: endedAt };
  expect(stepFor({ ...fork, record: { ...record, announced } })).toBe("look for an answer");
  expect(stepFor({ ...fork, record: { ...record, approved: { commit: head, by: "lead" } } })).toBe("create");
});

test("a further commit of a fork has to be let again, whatever runs and was let before", () => {
  const before = { ...record, commit: older, outcome: "done", approved: { commit: older, by: "lead" } } as const;
  expect(stepFor({ ...fork, record: before, running: older })).toBe("ask");
  const announced = { commit: older, at: endedAt };
  expect(stepFor({ ...fork, record: { ...record, announced } })).toBe("ask");
});

test("where commits of forks cannot be had that is said once", () => {
  expect(stepFor({ ...fork, isReachable: false })).toBe("say that it has none");
  const comment = { id: 1, text: "" };
  expect(stepFor({ ...fork, isReachable: false, record: { ...record, comment } })).toBe("nothing");
});
