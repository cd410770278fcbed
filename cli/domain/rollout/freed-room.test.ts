import { expect, test } from "vitest";
import {
  deploymentState,
  observation,
  ownedBy,
  podState,
  replicaSetState,
  unschedulable,
} from "../../../testing/fixtures/watch-states.ts";
import { createJudge } from "../verdicts/judge.ts";
import { clusterRolloutOf } from "./cluster-rollout.ts";
import type { Deployment, Job, Pod } from "./objects.ts";
import type { Observation } from "./observation.ts";

const noRoom = "0/4 nodes are available: 4 node(s) didn't match pod anti-affinity rules. preemption: 0/4 nodes …";
const noNode = "0/4 nodes are available: 4 node(s) didn't match Pod's node affinity/selector.";
const quota = "exceeded quota: small, requested: requests.cpu=100m, used: requests.cpu=1, limited: requests.cpu=1";

const named = (name: string, { metadata, ...pod }: Pod): Pod => ({
  ...pod,
  metadata: { ...metadata, name, uid: name },
});
const surge = (message = noRoom) => named("b", unschedulable(message));
const starting = named("a", podState({ state: { running: {} } }));
const ready = named("a", podState({ state: { running: {} }, ready: true }));

/** A Deployment of four whose first new pod takes the place of an old one, while a second one finds none. */
const replacing = (pods: Pod[], status: Deployment["status"] = {}): Observation =>
  observation({ deployments: [deploymentState({ replicas: 5, updatedReplicas: 2, ...status }, 4)], pods });

/** What is said at each of these moments, in seconds. */
function judgedAt(...looks: [seconds: number, state: Observation][]): (string | undefined)[] {
  const judge = createJudge();
  return looks.map(([at, state]) => judge(clusterRolloutOf(state), { now: at * 1_000, isTimeUp: false })?.code);
}

const code = "scheduling.unschedulable";

test("a pod without room waits while others are starting, and a moment longer", () => {
  const moving = replacing([starting, surge()]);
  const settled = replacing([ready, surge()]);
  expect(judgedAt([0, moving], [200, moving], [200.1, settled], [202.9, settled], [203, settled])).toEqual([
    ...[undefined, undefined, undefined, undefined],
    code,
  ]);
});

test("the way out is that old pods go first, if it is they who hold the room", () => {
  const fixOf = (state: Observation) => createJudge()(clusterRolloutOf(state), { now: 0, isTimeUp: true })?.fix;
  expect(fixOf(replacing([ready, surge()]))).toContain("maxSurge: 0, maxUnavailable: 1");
  expect(fixOf(replacing([ready, surge(noNode)]))).toContain("label a node");
});

test("it waits while what is ready is not available yet", () => {
  const settling = replacing([ready, surge()], { readyReplicas: 4, availableReplicas: 3 });
  expect(judgedAt([0, settling], [60, settling])).toEqual([undefined, undefined]);
});

test.each<[what: string, state: Observation]>([
  ["no node will ever fit it", replacing([starting, surge(noNode)])],
  ["no old pod is left that may go", replacing([starting, surge()], { replicas: 2 })],
  ["the other one finds no node either", replacing([surge(), named("c", unschedulable(noRoom))])],
])("it does not wait if %s", (_, state) => {
  expect(judgedAt([0, state], [3, state])).toEqual([undefined, code]);
});

const refused = (pods: Pod[], status: Deployment["status"], jobs: Job[] = []): Observation => {
  const condition = { type: "ReplicaFailure", status: "True", message: `pods "chat" is forbidden: ${quota}` };
  const deployments = [deploymentState(status, 4)];
  const workloads = [{ kind: "Deployment", name: "chat" }, ...jobs.map(() => ({ kind: "Job", name: "seed" }))];
  return observation(
    { deployments, replicaSets: [replicaSetState({ conditions: [condition] })], pods, jobs },
    { workloads },
  );
};

test("a quota is waited for in the same way, and while a Job is at work that gives back what it has", () => {
  const moving = refused([starting], { replicas: 4, updatedReplicas: 1 });
  const first = refused([starting], { replicas: 1, updatedReplicas: 1 });
  const seed = (pod: Pod, status: Job["status"]) =>
    refused(
      [{ ...pod, metadata: { name: "seed-x", uid: "seed-x", ownerReferences: ownedBy("Job", "seed", "seed") } }],
      {},
      [{ metadata: { name: "seed", uid: "seed", generation: 2 }, ...(status && { status }) }],
    );
  const working = seed(ready, {});
  const done = seed(podState({ state: { terminated: { exitCode: 0 } } }), {
    conditions: [{ type: "Complete", status: "True" }],
  });
  for (const [state, code] of [
    [moving, undefined],
    [first, "admission.quota"],
    [working, undefined],
    [done, "admission.quota"],
  ] as const)
    expect(judgedAt([0, state], [60, state])[1]).toBe(code);
});
