import type { V1Job, V1Pod } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { isOver, startOf, stateOf } from "./run-jobs.ts";

const spec = { containers: [{ name: "run" }, { name: "other" }] };
const pod = (status: V1Pod["status"]): V1Pod => ({ spec, status: status ?? {} });
const container = (name: string, state: object) => ({
  name,
  state,
  image: "",
  imageID: "",
  ready: false,
  restartCount: 0,
});
const initializing = container("run", { waiting: { reason: "PodInitializing" } });

test.each<[what: string, V1Pod, object]>([
  ["nothing is known yet", pod({}), { hasLog: false, trouble: undefined }],
  ["it is made ready", pod({ containerStatuses: [initializing] }), { hasLog: false, trouble: undefined }],
  [
    "an image beside it cannot be had",
    pod({
      initContainerStatuses: [container("engine", { waiting: { reason: "ErrImagePull", message: "not found" } })],
      containerStatuses: [initializing],
    }),
    { hasLog: false, trouble: "ErrImagePull: not found" },
  ],
  [
    "no node has room",
    pod({ conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/3 nodes" }] }),
    { hasLog: false, trouble: "Unschedulable: 0/3 nodes" },
  ],
  ["it runs", pod({ containerStatuses: [container("run", { running: {} })] }), { hasLog: true, trouble: undefined }],
])("of a pod is told whether it starts: %s", (_, given, expected) => expect(startOf(given)).toEqual(expected));

test("the end of a Job is that of the container that works", () => {
  const failed: V1Job = { status: { conditions: [{ type: "Failed", status: "True", reason: "DeadlineExceeded" }] } };
  const ended = pod({
    containerStatuses: [
      container("other", { terminated: { exitCode: 0 } }),
      container("run", { terminated: { exitCode: 137, reason: "OOMKilled" } }),
    ],
  });
  expect(stateOf(failed, ended)).toEqual({
    failedFor: "DeadlineExceeded",
    ended: { reason: "OOMKilled", exitCode: 137 },
  });
  expect([isOver(failed), isOver({ status: {} }), isOver(undefined)]).toEqual([true, false, true]);
});
