import { expect, test } from "vitest";
import { run } from "../../../lib/processes.ts";
import type { ManifestObject } from "../../domain/promotion/manifest.ts";
import { patienceWith, withinPatience } from "./helm-timeout.ts";

const hanging = (signal: AbortSignal) => run("sleep", ["60"], { signal }).then(() => {});
const never = new AbortController().signal;

const object = (hook?: string): ManifestObject => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "job", ...(hook && { annotations: { "helm.sh/hook": hook } }) },
});

test("a Helm that hangs is ended, and that is no fault of the chart", async () => {
  await expect(withinPatience(200, never, hanging)).rejects.toMatchObject({
    reason: "api",
    message: "Helm did not end within 0.2 s: the API server may not answer it",
  });
});

test("a run that is stopped stops it at once, and says nothing of patience", async () => {
  const stopping = new AbortController();
  setTimeout(() => stopping.abort(), 100);
  await expect(withinPatience(30_000, stopping.signal, hanging)).rejects.not.toMatchObject({ reason: "api" });
});

test("what Helm says itself stays as it is", async () => {
  const failing = (signal: AbortSignal) => run("sh", ["-c", "echo no >&2; exit 1"], { signal }).then(() => {});
  await expect(withinPatience(30_000, never, failing)).rejects.toMatchObject({ stderr: "no" });
});

test("hooks may take as long as the rollout, everything else a minute and a second for each object", () => {
  expect(patienceWith([object("pre-upgrade,post-install")], ["upgrade"], 300_000)).toBe(300_000);
  expect(patienceWith([object("pre-install"), object()], ["upgrade"], 300_000)).toBe(62_000);
  expect(patienceWith([], ["rollback"], 5_000)).toBe(60_000);
});
