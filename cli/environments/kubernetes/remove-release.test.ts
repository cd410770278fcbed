import { expect, test } from "vitest";
import { livePods } from "./remove-release.ts";

test("a removal waits for pods that run or go away, not for those that have ended", () => {
  const pod = (name: string, phase: string) => ({ metadata: { name }, status: { phase } });
  const pods = [pod("chat", "Running"), pod("new", "Pending"), pod("job", "Succeeded"), pod("evicted", "Failed")];
  expect(livePods(pods)).toEqual(["chat", "new"]);
});
