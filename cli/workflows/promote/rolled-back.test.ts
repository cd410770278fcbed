import { expect, test } from "vitest";
import { verifyStillRuns } from "./rolled-back.ts";

test("what somebody goes back from has to run still", () => {
  verifyStillRuns({ name: "prod" }, "1.1.0", "1.1.0");
  expect(() => verifyStillRuns({ name: "prod" }, "1.1.0", "1.2.0")).toThrow(
    "1.2.0 runs in prod by now, and not 1.1.0 any more",
  );
  expect(() => verifyStillRuns({ name: "prod" }, "1.1.0", undefined)).toThrow("nothing runs in prod by now");
});
