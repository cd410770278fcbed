import { defineConfig } from "vitest/config";

const endToEnd = "**/*.e2e.test.ts";
const outside = ["**/node_modules/**", "dist/**"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: [...outside, endToEnd],
          testTimeout: 30_000,
          // More than there are cores: most tests wait for processes, not for the processor.
          maxWorkers: 4,
        },
      },
      {
        test: {
          name: "e2e",
          include: [endToEnd],
          exclude: outside,
          setupFiles: "cli/testing/needs-sandbox.ts",
          globalSetup: ["sandbox/testing/global-setup.ts", "cli/testing/fresh-build.ts"],
          // Containers start slowly on a small, shared machine; a test that hangs still ends.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          expect: { poll: { timeout: 60_000, interval: 200 } },
        },
      },
    ],
  },
});
