import { expect, test } from "vitest";
import { chatRollout, composeContainer } from "../../../testing/fixtures/compose-states.ts";
import type { ComposeContainer } from "../rollout/compose-rollout.ts";
import { judge } from "./judge.ts";

test.each<[what: string, container: Partial<ComposeContainer>, fix: RegExp]>([
  ["an error", { exitCode: 1, log: ["Error: no"] }, /^Fix the error above/],
  ["its work done, though it is the service", { exitCode: 0 }, /^Let its command run on, as a server does\.$/],
  ["its work done", { service: "seed", exitCode: 0, status: "restarting", restarts: 2 }, /give it `restart: "no"`/],
  [
    "a module missing that a volume hides",
    { exitCode: 1, log: ["Error: Cannot find module 'pg'"], volumes: ["/data", "/app/node_modules"] },
    /^Take the volume at \/app\/node_modules out/,
  ],
  [
    "a module missing that no volume hides",
    { exitCode: 1, log: ["Error: Cannot find module 'pg'"], volumes: ["/data"] },
    /^Fix the error above/,
  ],
  [
    "a secret that it may not read",
    { exitCode: 1, log: ["Error: EACCES: permission denied, open '/run/secrets/token'"] },
    /read the file behind the secret/,
  ],
])("the fix for one that ends with %s fits it", (_, container, fix) => {
  const ended = composeContainer({ status: "exited", restartsByItself: false, ...container });
  expect(judge(chatRollout([ended]))).toMatchObject({ code: "start.exits", fix: expect.stringMatching(fix) });
});
