import { test } from "vitest";
import { composeTarget } from "../../../testing/sweeps/compose-target.ts";
import { expectNoHarm } from "../../../testing/sweeps/sweep.ts";

test("no single fault of a request or of Docker makes a healthy application worse", {
  timeout: 7_200_000,
}, async () => {
  await expectNoHarm("faults-compose", await composeTarget());
});
