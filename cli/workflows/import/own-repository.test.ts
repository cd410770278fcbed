import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { actionsOf, importIn } from "../../../testing/chatops/import.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));

test("chatops imports its own repository: one program, beside another project and what the sandbox builds", async () => {
  const imported = await importIn(checkout, { dryRun: true });
  expect(imported.exitCode).toBe(0);
  expect(imported.notes).toContain("another project chat-server: chat-server/chatops.yaml");
  expect(imported.notes).toContain("start node bin/chatops.js serve");
  expect(imported.notes).not.toContain("service postgres");
  expect(actionsOf(imported)).toMatchObject({
    Dockerfile: "keep",
    "chart/Chart.yaml": "keep",
    "chart/templates/deployment.yaml": "keep",
  });
});
