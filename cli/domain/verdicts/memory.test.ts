import { expect, test } from "vitest";
import { chatRollout, composeContainer } from "../../../testing/fixtures/compose-states.ts";
import { judge } from "./judge.ts";

test.each([
  ["memory.heap", "Java heap space"],
  ["memory.heap", "GC overhead limit exceeded"],
  ["start.exits", "unable to create native thread: possibly out of memory or process/resource limits reached"],
  ["start.exits", "Metaspace"],
  ["start.exits", "Direct buffer memory"],
  ["start.exits", "Cannot reserve 16777216 bytes of direct buffer memory (allocated: 8192, limit: 10485760)"],
])("%s where Java lacks memory: %s", (code, words) => {
  const line = `Exception in thread "main" java.lang.OutOfMemoryError: ${words}`;
  const state = chatRollout([composeContainer({ status: "restarting", restarts: 3, exitCode: 1, log: [line] })]);
  expect(judge(state)).toMatchObject({ code, evidence: expect.arrayContaining([line]) });
});
