import { test } from "vitest";
import { exposedCompose } from "../../testing/exposed-compose.ts";
import { expectNoHarm } from "../../testing/sweeps.ts";

test("no single fault of a request or of Docker makes a healthy application worse", {
  timeout: 7_200_000,
}, async () => {
  await expectNoHarm("faults-compose", await exposedCompose());
});
