import { describe, expect, test } from "vitest";
import { jobName, keptMark, messageOfEnd, type PodTemplate, recordIn, runJob } from "./run-job.ts";
import { type RunRecord, runId } from "./run-record.ts";

const startedAt = "2026-11-30T02:11:12.123Z";
const commit = "3f2a1b0".padEnd(40, "0");
const record: RunRecord = {
  id: runId(startedAt, commit),
  repository: "shop",
  branch: "main",
  commit,
  startedAt,
  waits: 0,
};

const template: PodTemplate = {
  metadata: { labels: { team: "shop" } },
  spec: {
    serviceAccountName: "runs",
    initContainers: [{ name: "engine", restartPolicy: "Always" }],
    containers: [
      { name: "run", image: "chatops:1.0.0", volumeMounts: [{ name: "work", mountPath: "/work" }] },
      { name: "other", image: "x" },
    ],
    volumes: [{ name: "work", emptyDir: {} }],
  },
};

const made = runJob({ record, instance: "serve", template, timeoutMs: 3_600_000, keepSeconds: 60 });

test("a Job is what the PodTemplate says, with the order for its first container", () => {
  expect(made).toMatchObject({
    metadata: {
      name: "shop-20261130t021112123z-3f2a1b0-0",
      labels: { "chatops.dev/serve": "serve", "chatops.dev/repository": "shop" },
    },
    spec: {
      suspend: true,
      backoffLimit: 0,
      activeDeadlineSeconds: 3_660,
      ttlSecondsAfterFinished: 60,
      template: {
        metadata: { labels: { team: "shop", "chatops.dev/repository": "shop" } },
        spec: {
          serviceAccountName: "runs",
          restartPolicy: "Never",
          initContainers: template.spec.initContainers,
          containers: [
            {
              name: "run",
              image: "chatops:1.0.0",
              args: ["chatops", "serve", "--run", "/run/chatops/order.json", "--json"],
              volumeMounts: [
                { name: "work", mountPath: "/work" },
                { mountPath: "/run/chatops", readOnly: true },
              ],
            },
            { name: "other", image: "x" },
          ],
          volumes: [{ name: "work", emptyDir: {} }, { secret: { secretName: "shop-20261130t021112123z-3f2a1b0-0" } }],
        },
      },
    },
  });
});

test("each try of a run has a name of its own, and every one is a name for Kubernetes", () => {
  expect(jobName({ ...record, waits: 2 })).toBe("shop-20261130t021112123z-3f2a1b0-2");
  const long = jobName({ ...record, repository: `${"a".repeat(29)}-${"b".repeat(23)}`, waits: 1_000 });
  expect(long).toMatch(/^[a-z]([-a-z0-9]*[a-z0-9])?$/);
  expect(long.length).toBeLessThanOrEqual(63);
});

describe("what a Job was made for", () => {
  const { annotations } = (made as { metadata: { annotations: Record<string, string> } }).metadata;

  test("stands there until what came of it is kept", () => {
    expect(recordIn(annotations)).toEqual(record);
    expect(recordIn({ ...annotations, ...keptMark.metadata.annotations })).toBeUndefined();
  });

  test.each([[undefined], [{}], [{ "chatops.dev/run": "{" }]])("is not known of others: %j", (others) =>
    expect(recordIn(others)).toBeUndefined(),
  );
});

test.each([
  [{ failedFor: "DeadlineExceeded", ended: undefined }, "it took too long and was stopped"],
  [{ failedFor: "BackoffLimitExceeded", ended: { reason: "OOMKilled", exitCode: 137 } }, "more memory"],
  [{ failedFor: "BackoffLimitExceeded", ended: { reason: "Error", exitCode: 1 } }, "its container ended with 1"],
  [{ failedFor: undefined, ended: undefined }, "its pod is gone"],
])("%j is said to be: %s", (state, words) => expect(messageOfEnd(state)).toContain(words));
