import { describe, expect, test } from "vitest";
import { event, observation, podState } from "../../../testing/fixtures/watch-states.ts";
import { clusterRolloutOf } from "../rollout/cluster-rollout.ts";
import type { Claim } from "../rollout/objects.ts";
import { createJudge } from "./judge.ts";

/** What is said of what is seen for so many seconds without a change. */
function verdictAfter(seconds: number, state: Parameters<typeof clusterRolloutOf>[0], isTimeUp = false) {
  const judge = createJudge();
  judge(clusterRolloutOf(state), { now: 0, isTimeUp: false });
  return judge(clusterRolloutOf(state), { now: seconds * 1_000, isTimeUp });
}

const creating = podState({ state: { waiting: { reason: "ContainerCreating" } } });
const mounting = (message: string) => observation({ pods: [creating], events: [event("FailedMount", message, 9, "")] });

const unregistered =
  'MountVolume.MountDevice failed for volume "pvc-1" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name efs.csi.aws.com not found in the list of registered CSI drivers';
const refused =
  'MountVolume.SetUp failed for volume "nfs" : mount failed: exit status 32 mount.nfs: Connection refused';
const slow = 'MountVolume.SetUp failed for volume "data" : rpc error: code = DeadlineExceeded desc = context deadline';
const folder = 'MountVolume.SetUp failed for volume "h" : hostPath type check failed: /nope is not a directory';

describe("a volume that cannot be mounted", () => {
  test.each([unregistered, refused])("may be in a moment, and is the cause after a minute: %s", (message) => {
    expect(verdictAfter(59, mounting(message))).toBeUndefined();
    expect(verdictAfter(60, mounting(message))?.code).toBe("volume.mount");
  });

  test("and that the version before still has needs another strategy of its Deployment", () => {
    const held = 'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) chat-7447f9ff6f-x2x1z';
    const state = observation({ pods: [creating], events: [event("FailedAttachVolume", held, 1, "")] });
    expect(verdictAfter(60, state)).toMatchObject({ code: "volume.mount", fix: expect.stringContaining("Recreate") });
    expect(verdictAfter(60, mounting(refused))?.fix).toMatch(/^Check the pod's volumes/);
  });

  test("is not the cause while its driver is at work", () => {
    expect(verdictAfter(250, mounting(slow))).toBeUndefined();
    expect(verdictAfter(250, mounting(slow), true)?.code).toBe("volume.mount");
  });

  test("is none any more once the kubelet pulls the image", () => {
    const events = [event("FailedMount", refused, 9, ""), event("Pulling", "Pulling image")];
    expect(verdictAfter(250, observation({ pods: [creating], events }))).toBeUndefined();
  });

  test("is waited for if it is a folder that another workload may be about to make", () => {
    const workloads = [
      { kind: "Deployment", name: "chat" },
      { kind: "DaemonSet", name: "driver" },
    ];
    expect(verdictAfter(1, mounting(folder))?.code).toBe("volume.mount");
    expect(verdictAfter(59, { ...mounting(folder), workloads })).toBeUndefined();
    expect(verdictAfter(60, { ...mounting(folder), workloads })?.code).toBe("volume.mount");
  });
});

const claiming = (reason: string, message: string) => {
  const { spec, ...pod } = creating;
  const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
  const pods = [{ ...pod, spec: { ...spec, containers: spec?.containers ?? [], volumes } }];
  const claims: Claim[] = [{ metadata: { name: "data", uid: "claim" }, status: { phase: "Pending" } }];
  const said = event(reason, message, 5, "");
  return observation({
    pods,
    claims,
    events: [{ ...said, involvedObject: { kind: "PersistentVolumeClaim", uid: "claim" } }],
  });
};

test.each<[what: string, seconds: number, reason: string, message: string]>([
  ["of a StorageClass that is missing", 1, "ProvisioningFailed", 'storageclass.storage.k8s.io "x" not found'],
  ["that waits for a volume of the chart", 30, "FailedBinding", "no persistent volumes available for this claim"],
  ["whose driver fails", 60, "ProvisioningFailed", "rpc error: code = ResourceExhausted desc = quota"],
  ["whose driver is at work", 1_000, "ProvisioningFailed", "rpc error: code = DeadlineExceeded desc = retrying"],
])("a claim %s is the cause after %s s", (_, seconds, reason, message) => {
  const state = claiming(reason, message);
  expect(verdictAfter(Math.min(seconds - 0.5, 250), state)).toBeUndefined();
  expect(verdictAfter(seconds, state, seconds > 300)?.code).toBe("volume.claim-pending");
});
