import { expect, test } from "vitest";
import { script } from "../../testing/chatops/script.ts";
import { isGone, ownIdentity } from "./process-identity.ts";

const telling = `import { ownIdentity } from "#cli/core/process-identity.ts";
console.log(ownIdentity());`;

test("this process is not gone, and each of its runs is another", () => {
  expect(isGone(ownIdentity())).toBe(false);
  expect(ownIdentity()).not.toBe(ownIdentity());
});

test("a process that ended is gone", async () => {
  const { stdout } = await script(telling).ended;
  expect(isGone(stdout.trim())).toBe(true);
});

test("one whose number another process has now is gone", () => {
  const [host, pid, , machine] = ownIdentity().split("/");
  expect(isGone([host, pid, "1", machine, "nonce"].join("/"))).toBe(true);
});

test.each([
  ["of another machine", (parts: string[]) => parts.with(3, "another")],
  ["of a machine that tells nothing", (parts: string[]) => parts.with(2, "").with(3, "")],
  ["of another program", () => ["a-controller_0"]],
])("one %s cannot be told", async (_, change) => {
  const { stdout } = await script(telling).ended;
  expect(isGone(change(stdout.trim().split("/")).join("/"))).toBe(false);
});
