import { join } from "node:path";
import { expect, test } from "vitest";
import { Mask } from "../../../lib/mask.ts";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { recorder } from "../../../testing/chatops/recorder.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { repository } from "../../../testing/git/repository.ts";
import { runSession } from "../../core/session.ts";
import { exitCodeOf } from "../../results/exit-code.ts";
import { makeOneRun } from "./one-run.ts";

const password = "the-password-of-the-remote";

function making(order: unknown) {
  const file = join(folder({ "order.json": order as object }, "order"), "order.json");
  const { events, listener } = recorder();
  const env = { ...process.env, XDG_STATE_HOME: folder({}, "state") };
  const settings = { cwd: "/", env, mask: new Mask(), listener, dryRun: false, yes: true };
  const { signal } = new AbortController();
  const run = () => runSession({ ...settings, signal }, (session) => makeOneRun(session, file));
  return { run, events };
}

test("a commit that the remote has no more is none that failed, and no secret is told", async () => {
  const url = `file://${repository({ "README.md": "x" })}`;
  const commit = "a".repeat(40);
  const variables = { SHOP_PASSWORD: password };
  const { run, events } = making({ url, branch: "main", commit, directory: ".", timeoutMs: 60_000, variables });
  const result = await run();
  expect(result).toMatchObject({ kind: "Run", outcome: "waiting", message: "the remote has aaaaaaa no more" });
  expect(exitCodeOf(result)).toBe(3);
  expect(events).toContainEqual({ type: "warning", text: "the remote has aaaaaaa no more" });
  expect(JSON.stringify(events)).not.toContain(password);
});

test("what is no order is refused without showing it", async () => {
  const { run } = making({ url: "https://git.example.com/shop.git", variables: { SHOP_PASSWORD: password } });
  const failure = await failureOf(run());
  expect(failure).toMatchObject({ reason: "usage", message: expect.stringContaining("is no order of a run") });
  expect(JSON.stringify([failure.message, failure.details, failure.hint])).not.toContain(password);
});
