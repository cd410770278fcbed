import { describe, expect, test } from "vitest";
import { chatRollout, composeContainer } from "../../../testing/fixtures/compose-states.ts";
import type { ComposeContainer } from "../rollout/compose-rollout.ts";
import { createJudge } from "./judge.ts";

describe("what Compose ends for is blamed, even if it was so before:", () => {
  const exited: Partial<ComposeContainer> = {
    status: "exited",
    exitCode: 1,
    restartsByItself: false,
    log: ["Error: no column"],
  };

  test.each<[said: string, before: Partial<ComposeContainer>, cause: string]>([
    [
      'service "migrate" didn\'t complete successfully: exit 1',
      { name: "chat-migrate-1", service: "migrate", ...exited },
      "migrate exits with code 1",
    ],
    [
      "dependency failed to start: container chat-db-1 exited (1)",
      { name: "chat-db-1", service: "db", ...exited },
      "db exits with code 1",
    ],
    [
      "dependency failed to start: container chat-db-1 exited (0)",
      { name: "chat-db-1", service: "db", ...exited, exitCode: 0, log: ["done"] },
      "db exits with code 0",
    ],
    [
      "dependency failed to start: container chat-db-1 is unhealthy",
      { name: "chat-db-1", service: "db", health: "unhealthy" },
      "db runs, but its health check fails",
    ],
  ])("%s", (said, before, cause) => {
    const whole = chatRollout([
      composeContainer(before),
      composeContainer({ name: "other", service: "other", ...exited }),
    ]);
    const verdict = createJudge()(chatRollout([], said), { now: 0, isTimeUp: false }, whole);
    expect(verdict).toMatchObject({ cause, evidence: before.log ?? [] });
  });
});

test("a task that is done is no failure, however often it was started again before", () => {
  const done = { name: "chat-migrate-1", service: "migrate", status: "exited", restartsByItself: false } as const;
  const verdictOf = (restarts: number, exitCode: number) =>
    createJudge()(chatRollout([composeContainer({ ...done, restarts, exitCode })]), { now: 0, isTimeUp: false });
  expect([verdictOf(7, 0), verdictOf(0, 0)]).toEqual([undefined, undefined]);
  expect(verdictOf(7, 1)?.code).toBe("start.exits");
});
