import { expect, test } from "vitest";
import { chatRollout, composeContainer } from "../../../testing/fixtures/compose-states.ts";
import type { ComposeContainer } from "../rollout/compose-rollout.ts";
import { judge } from "./judge.ts";

test.each<[what: string, container: Partial<ComposeContainer>, fix: RegExp]>([
  ["an error", { exitCode: 1, log: ["Error: no"] }, /^Fix the error above/],
  ["its work done, though it is the service", { exitCode: 0 }, /^Let its command run on, as a server does\.$/],
  ["its work done", { service: "seed", exitCode: 0, status: "restarting", restarts: 2 }, /give it `restart: "no"`/],
  [
    "a secret that it may not read",
    { exitCode: 1, log: ["Error: EACCES: permission denied, open '/run/secrets/token'"] },
    /read the file behind the secret/,
  ],
])("the fix for one that ends with %s fits it", (_, container, fix) => {
  const ended = composeContainer({ status: "exited", restartsByItself: false, ...container });
  expect(judge(chatRollout([ended]))).toMatchObject({ code: "start.exits", fix: expect.stringMatching(fix) });
});
