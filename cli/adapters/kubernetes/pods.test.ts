import { expect, test } from "vitest";
import { podOf } from "./pods.ts";

const startedAt = new Date("2026-03-01T12:00:00Z");
const pod = (kind: string) => ({
  metadata: { name: "chat-1", ownerReferences: [{ apiVersion: "v1", kind, name: "chat", uid: "1" }] },
  status: {
    containerStatuses: [
      { name: "chat", image: "chat:1", imageID: "", ready: true, restartCount: 2, state: { running: { startedAt } } },
    ],
  },
});

test("a pod of a Job says nothing of how steadily a version runs", () => {
  expect(podOf(pod("ReplicaSet"))).toMatchObject({ restarts: 2, isOfJob: false, steadySince: startedAt.toISOString() });
  expect(podOf(pod("Job"))).toMatchObject({ restarts: 0, isOfJob: true, steadySince: undefined });
});
