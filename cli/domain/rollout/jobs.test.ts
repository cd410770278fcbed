import { describe, expect, test } from "vitest";
import { deploymentState, observation, ownedBy, podState } from "../../../testing/fixtures/watch-states.ts";
import { createJudge } from "../verdicts/judge.ts";
import { clusterRolloutOf } from "./cluster-rollout.ts";
import type { Job, Pod } from "./objects.ts";
import type { Observation } from "./observation.ts";

type Spec = NonNullable<Job["spec"]>;

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1_000).toISOString();

/** A pod of the Job that ended in failure at this second. */
const failed = (second: number, { index = "", status = {} }: { index?: string; status?: Pod["status"] } = {}): Pod => ({
  ...podState(
    { state: { terminated: { exitCode: 1, finishedAt: at(second) } } },
    { status: { phase: "Failed", ...status } },
  ),
  metadata: {
    name: `seed-${second}${index}`,
    uid: `seed-${second}${index}`,
    annotations: { "batch.kubernetes.io/job-completion-index": index },
    ownerReferences: ownedBy("Job", "seed", "seed"),
  },
});

const running = { ...failed(99), ...podState({ state: { running: {} } }), metadata: failed(99).metadata ?? {} };

function job(
  spec: Partial<Spec>,
  pods: Pod[],
  { annotations = {}, ...status }: Job["status"] & { annotations?: object } = {},
) {
  const jobs: Job[] = [
    {
      metadata: { name: "seed", uid: "seed", generation: 2, annotations: { ...annotations } },
      spec: { template: {}, ...spec },
      status,
    },
  ];
  return observation({ deployments: [], jobs, pods }, { workloads: [{ kind: "Job", name: "seed" }] });
}

const codeOf = (state: Observation, isTimeUp = false) =>
  createJudge()(clusterRolloutOf(state), { now: 0, isTimeUp })?.code;

const times = (count: number, ...more: Parameters<typeof failed>[1][]) =>
  Array.from({ length: count }, (_, index) => failed(index, ...more));

const perIndex = { completionMode: "Indexed", completions: 5, parallelism: 5 };
const evicted = { status: { reason: "Evicted" } };
const preempted = { status: { conditions: [{ type: "DisruptionTarget", status: "True" }] } };

describe("a Job", () => {
  test.each<[what: string, isFinal: boolean, state: Observation]>([
    ["has failed more often than it may", true, job({ backoffLimit: 1 }, times(2))],
    ["has failed as often as it may try again", false, job({ backoffLimit: 1 }, times(1))],
    ["has failed a few times of a hundred", false, job({ backoffLimit: 100 }, times(20))],
    ["has failed four times, and the chart does not say how often it may", true, job({ backoffLimit: 6 }, times(4))],
    ["has failed four times, and tries once more", false, job({ backoffLimit: 6 }, [...times(4), running])],
    ["has been evicted all the time", false, job({ backoffLimit: 0 }, times(9, evicted))],
    ["has been preempted all the time", false, job({ backoffLimit: 0 }, times(9, preempted))],
    [
      "has a policy for failures of its pods",
      false,
      job({ backoffLimit: 0, podFailurePolicy: { rules: [] } }, times(9)),
    ],
    [
      "is complete, however often it failed before",
      false,
      job({ backoffLimit: 1 }, times(4), { conditions: [{ type: "Complete", status: "True" }] }),
    ],
    ["is over its deadline", true, job({}, [], { conditions: [{ type: "Failed", status: "True" }] })],
    [
      "is tried in several pods, each of which failed once",
      false,
      job({ parallelism: 5, completions: 5, backoffLimit: 6 }, times(5)),
    ],
    [
      "has indexes that failed once each",
      false,
      job(
        { ...perIndex, backoffLimit: 6 },
        ["0", "1", "2", "3", "4"].map((index) => failed(1, { index })),
      ),
    ],
    [
      "has an index that failed as often as each may try again",
      false,
      job({ ...perIndex, backoffLimitPerIndex: 2 }, times(2, { index: "3" })),
    ],
    [
      "has an index that failed more often than each may",
      true,
      job({ ...perIndex, backoffLimitPerIndex: 2 }, times(3, { index: "3" })),
    ],
    ["has an index that has failed for good", true, job(perIndex, [], { failedIndexes: "3" })],
  ])("that %s: final is %s", (_, isFinal, state) => {
    expect(codeOf(state)).toBe(isFinal ? "hook.job-failed" : undefined);
  });

  test("that fails is the verdict once the time is up, unless it tries at the moment", () => {
    expect(codeOf(job({ backoffLimit: 100 }, times(2)), true)).toBe("hook.job-failed");
    const verdict = createJudge()(clusterRolloutOf(job({ backoffLimit: 100 }, [...times(2), running])), {
      now: 0,
      isTimeUp: true,
    });
    expect(verdict).toMatchObject({
      code: "hook.waits",
      cause: "the Job seed has not ended, and failed 2 times before, and says nothing",
    });
  });
});

/** The same Job beside a Deployment that became ready at this second. */
function beside(readyAt: number | undefined, annotations: object = {}): Observation {
  const { objects, ...state } = job({ backoffLimit: 6 }, times(4), { annotations });
  const condition = {
    type: "Ready",
    status: readyAt === undefined ? "False" : "True",
    lastTransitionTime: at(readyAt ?? 0),
  };
  const pod = podState(
    { state: { running: {} }, ready: readyAt !== undefined },
    { status: { conditions: [condition] } },
  );
  const complete = readyAt === undefined ? {} : { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
  return {
    ...state,
    workloads: [...state.workloads, { kind: "Deployment", name: "chat" }],
    objects: {
      ...objects,
      ...observation().objects,
      jobs: objects.jobs,
      deployments: [deploymentState(complete)],
      pods: [...objects.pods, pod],
    },
  };
}

describe("the failures of a Job", () => {
  test.each<[what: string, readyAt: number | undefined, code: string | undefined]>([
    ["are excused while a database starts", undefined, undefined],
    ["are excused before it was ready", 2, undefined],
    ["count once it is there", -60, "hook.job-failed"],
  ])("%s", (_, readyAt, code) => {
    expect(codeOf(beside(readyAt))).toBe(code);
  });

  test("are not excused by what Helm makes after it", () => {
    const hook = beside(undefined, { "helm.sh/hook": "pre-upgrade" });
    const state = {
      ...hook,
      workloads: [{ kind: "Deployment", name: "chat" }],
      objects: { ...hook.objects, deployments: [] },
      applying: { ended: false, error: undefined },
    };
    expect(codeOf(state)).toBe("hook.failed");
  });
});
