import { beforeEach } from "vitest";
import { noSandbox } from "../sandbox/sandbox.ts";

// Every end-to-end test runs against the sandbox; where there can be none, each says why it is skipped.
beforeEach(({ skip }) => {
  if (noSandbox) skip(noSandbox);
});
