import { expect, test } from "vitest";
import { observation, podState } from "../../../testing/fixtures/watch-states.ts";
import { clusterRolloutOf } from "../rollout/cluster-rollout.ts";
import type { ContainerStatus, Pod } from "../rollout/objects.ts";
import { createJudge } from "./judge.ts";

/** A pod whose first container runs, before or beside the program. */
function podBehind(init: object): Pod {
  const { spec, status, ...pod } = podState({ state: { waiting: { reason: "PodInitializing" } } });
  const running: ContainerStatus = { name: "wait", image: "", imageID: "", ready: false, restartCount: 0 };
  return {
    ...pod,
    spec: { ...spec, containers: spec?.containers ?? [], initContainers: [{ name: "wait", ...init }] },
    status: { ...status, initContainerStatuses: [{ ...running, state: { running: {} } }] },
  };
}

function verdictOn(init: object, isTimeUp: boolean) {
  const logs = new Map([["/chat-58f87df665-6znck/wait", ["hello", "waiting for chat-dbb:5432"]]]);
  return createJudge()(clusterRolloutOf(observation({ pods: [podBehind(init)] }, { logs })), { now: 0, isTimeUp });
}

test("an init container that waits is named with its last words once the time is up", () => {
  expect(verdictOn({}, false)).toBeUndefined();
  expect(verdictOn({}, true)).toMatchObject({
    code: "start.waits",
    cause: "the init container wait of chat has not ended; the last that it said: waiting for chat-dbb:5432",
  });
});

test("a sidecar is to go on", () => {
  expect(verdictOn({ restartPolicy: "Always" }, true)?.code).toBe("uncertain");
});
