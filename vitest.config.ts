import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { LongestFirst } from "./testing/setup/longest-first.ts";

const isFull = process.env.CHATOPS_TEST_FULL === "1";
const endToEnd = "**/*.e2e.test.ts";
const outside = ["**/node_modules/**", "dist/**", "cli/domain/packs/*/examples/**", "cli/domain/members/examples/**"];

/**
 * Files that can share the machine with no other, and why. All others run several at a time: each makes what it needs
 * under names of its own, and looks at nothing else.
 */
const alone = [
  // Takes a node away from all pods, and asks without a pause whether a request is lost.
  "cli/workflows/promote/nodes.e2e.test.ts",
  // Two demos on one sandbox wait for each other.
  "demo/demo-compose.e2e.test.ts",
];

const onTheSandbox: TestProjectInlineConfiguration["test"] = {
  setupFiles: "testing/setup/needs-sandbox.ts",
  globalSetup: ["testing/setup/sandbox-up.ts", "testing/setup/fresh-build.ts"],
  // Containers start slowly on a small, shared machine; a test that hangs still ends.
  // Whole sweeps take longer than their first rows.
  testTimeout: isFull ? 1_200_000 : 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 60_000, interval: 200 } },
};

// `isolate: false`: a worker loads what its files share once. No test replaces a module, or leaves something in this process.
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: [...outside, endToEnd],
          testTimeout: 30_000,
          // More than there are cores: most tests wait for processes, not for the processor.
          maxWorkers: 6,
          isolate: false,
        },
      },
      {
        test: {
          ...onTheSandbox,
          name: "e2e",
          include: [endToEnd],
          exclude: [...outside, ...alone],
          isolate: false,
          maxWorkers: 3,
          // A group for each number of workers, one group after the other.
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: { ...onTheSandbox, name: "e2e-alone", include: alone, maxWorkers: 1, sequence: { groupOrder: 2 } },
      },
    ],
  },
});
