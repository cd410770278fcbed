import { describe, expect, test } from "vitest";
import { deploymentState, observation, podState } from "../../../testing/fixtures/watch-states.ts";
import { createJudge } from "../verdicts/judge.ts";
import { clusterRolloutOf } from "./cluster-rollout.ts";
import type { PortAnswer } from "./cluster-state.ts";
import { isHealthy } from "./health.ts";
import type { Service } from "./objects.ts";
import type { Observation } from "./observation.ts";
import { portKey, servedKey } from "./ports.ts";
import { warningsOf } from "./warnings.ts";

const ports = [{ name: "http", containerPort: 8080 }];
const readinessProbe = { httpGet: { path: "/readyz", port: "http" } };
const whole = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };

const service = (targetPorts: (number | string)[], more: Service["spec"] = {}): Service => ({
  metadata: { name: "chat", labels: { "app.kubernetes.io/instance": "chat" } },
  spec: {
    selector: { "app.kubernetes.io/instance": "chat" },
    ports: targetPorts.map((targetPort) => ({ port: 80, targetPort })),
    ...more,
  },
});

/** A pod that is ready, behind a Service, where these ports of it were asked. */
function served(services: Service[], asked: Record<number, PortAnswer>, more: Partial<Observation> = {}) {
  const pod = podState({ ready: true, state: { running: {} } }, { container: { ports, readinessProbe } });
  const answers = new Map(
    Object.entries(asked).map(([port, answer]) => [
      portKey({ namespace: "", pod: "chat-58f87df665-6znck" }, Number(port)),
      answer,
    ]),
  );
  const state = observation({ pods: [pod], deployments: [deploymentState(whole)], services }, { answers, ...more });
  const rollout = clusterRolloutOf(state);
  const judge = createJudge();
  judge(rollout, { now: 0, isTimeUp: false });
  const verdict = judge(rollout, { now: 10_000, isTimeUp: false });
  const warnings = warningsOf(rollout.cluster, state);
  return { isHealthy: isHealthy(rollout.cluster), code: verdict?.code, cause: verdict?.cause, warnings };
}

const healthy = { isHealthy: true, code: undefined };

describe("a Service whose port is refused", () => {
  test("is the cause, and says which port it is", () => {
    expect(served([service([8081])], { 8081: "refused" })).toMatchObject({
      isHealthy: false,
      code: "network.port",
      cause: "nothing answers on port 8081, where the Service chat leads",
    });
  });

  test("is only warned of if another port of it answers, as a probe knows", () => {
    const warnings = ["nothing answers on port 9090, where the Service chat leads"];
    expect(served([service(["http", 9090])], { 9090: "refused" })).toMatchObject({ ...healthy, warnings });
  });

  test("is only warned of if a NetworkPolicy may refuse the API server, unless that reaches the pod otherwise", () => {
    const shielded = { mayBeShielded: true };
    expect(served([service([8081])], { 8081: "refused" }, shielded)).toMatchObject({
      ...healthy,
      warnings: ["nothing answers on port 8081, where the Service chat leads"],
    });
    expect(served([service([8081])], { 8081: "refused", 8080: "answers" }, shielded).code).toBe("network.port");
  });

  test("is only warned of if nobody answered there before either", () => {
    const refusedBefore = new Set([servedKey({ service: { namespace: "", name: "chat" }, port: 8081 })]);
    expect(served([service([8081])], { 8081: "refused" }, { refusedBefore })).toMatchObject({
      ...healthy,
      warnings: ["nothing answers on port 8081, where the Service chat leads"],
    });
  });

  test("means nothing if it is headless", () => {
    expect(served([service([8081], { clusterIP: "None" })], { 8081: "refused" })).toMatchObject(healthy);
  });
});

test("a Service that selects the pods of a worker as well is healthy, and that half of it fails is said once", () => {
  const named = (name: string) => ({ name, uid: name, annotations: { "deployment.kubernetes.io/revision": "1" } });
  const [web, set] = [deploymentState(whole), observation().objects.replicaSets[0]];
  const owner = (kind: string, name: string) => [{ apiVersion: "apps/v1", kind, name, uid: name, controller: true }];
  const worker = (name: string) => {
    const pod = podState({ ready: true, state: { running: {} } });
    return { ...pod, metadata: { ...pod.metadata, name, uid: name, ownerReferences: owner("ReplicaSet", "worker-1") } };
  };
  const pods = [
    podState({ ready: true, state: { running: {} } }, { container: { ports, readinessProbe } }),
    ...["worker-1-a", "worker-1-b"].map(worker),
  ];
  const replicaSets = [
    ...(set ? [set] : []),
    { metadata: { ...named("worker-1"), ownerReferences: owner("Deployment", "worker") }, status: { replicas: 2 } },
  ];
  const deployments = [web, { ...web, metadata: { ...web.metadata, ...named("worker") } }];
  const answers = new Map<string, PortAnswer>(
    ["worker-1-a", "worker-1-b"].map((pod) => [portKey({ namespace: "", pod }, 8080), "refused"]),
  );
  const workloads = [...observation().workloads, { kind: "Deployment", name: "worker" }];
  const state = observation({ pods, deployments, replicaSets, services: [service([8080])] }, { answers, workloads });
  const { cluster } = clusterRolloutOf(state);
  expect(warningsOf(cluster, state)).toEqual([
    "the Service chat leads to Deployment worker as well, where nothing answers on port 8080, so what is sent there fails: let its selector fit Deployment chat alone",
  ]);
});

test("a Service that selects no pod is only warned of while what was not verified may make some", () => {
  const nobody = service(["http"], { selector: { app: "queue" } });
  expect(served([nobody], {}).code).toBe("network.selects-nothing");
  const workloads = [...observation().workloads, { kind: "Queue", name: "queue", custom: "example.com/v1" }];
  expect(served([nobody], {}, { workloads })).toMatchObject({
    ...healthy,
    warnings: ["the Service chat selects no pod yet", "applied, not verified: Queue queue"],
  });
});

test("a port that no container declares is no trouble once it answers", () => {
  const warning = "the Service chat leads to port 8081, which no container declares";
  expect(served([service([8081])], { 8081: "unknown" })).toMatchObject({ ...healthy, warnings: [warning] });
  expect(served([service([8081])], { 8081: "answers" })).toMatchObject({ ...healthy, warnings: [] });
});

test("a load balancer without an address is healthy, and that is said", () => {
  const waiting = service(["http"], { type: "LoadBalancer" });
  const warning = "the load balancer of the Service chat has no address yet, so nobody outside the cluster reaches it";
  expect(served([waiting], {})).toMatchObject({ ...healthy, warnings: [warning] });
  const ingress = [{ ip: "192.0.2.1" }];
  expect(served([{ ...waiting, status: { loadBalancer: { ingress } } }], {})).toMatchObject({
    ...healthy,
    warnings: [],
  });
});
