import { expect, test } from "vitest";
import { type Answers, byHelm, clusterWhere } from "../../../testing/cluster/listing-server.ts";
import { observeRelease } from "./release.ts";

/** What is seen of the release chat where the API server answers lists so. */
const observedWhere = async (answers: Answers) => observeRelease(await clusterWhere(answers), "chat");

const labelled = (release: string) => ({ labels: { "app.kubernetes.io/instance": release } });

/** A Deployment or StatefulSet that wants two pods. */
const workload = (readyReplicas: number, metadata: object = byHelm("chat"), name = "web") => ({
  metadata: { name, ...metadata },
  spec: { replicas: 2 },
  status: { readyReplicas },
});
const daemonSet = {
  metadata: { name: "agent", ...byHelm("chat") },
  status: { numberReady: 2, desiredNumberScheduled: 3 },
};

const pod = (name: string, owner?: { kind: string; name: string }, metadata: object = {}) => ({
  metadata: { name, ...metadata, ...(owner && { ownerReferences: [owner] }) },
  spec: { containers: [] },
});
const ofSet = { kind: "ReplicaSet", name: "web-7c9f8" };
const hashed = { labels: { "pod-template-hash": "7c9f8" } };

const namesOf = ({ pods }: { pods: { name: string }[] }) => pods.map(({ name }) => name);

test("finds the pods of a chart that labels none, by what Helm marks and by owners", async () => {
  const seen = await observedWhere({
    deployments: [workload(1)],
    statefulsets: [workload(2, byHelm("chat"), "db")],
    daemonsets: [daemonSet],
    pods: [
      pod("web-7c9f8-x2x4z", ofSet, hashed),
      pod("db-0", { kind: "StatefulSet", name: "db" }),
      pod("agent-6znck", { kind: "DaemonSet", name: "agent" }),
      pod("alone", undefined, byHelm("chat")),
    ],
  });
  expect(namesOf(seen)).toEqual(["web-7c9f8-x2x4z", "db-0", "agent-6znck", "alone"]);
  expect(seen.counted).toEqual({ ready: 5, wanted: 8 });
});

test("takes nothing of another release, whatever it is labelled as", async () => {
  const other = { ...byHelm("other"), ...labelled("chat") };
  const seen = await observedWhere({
    deployments: [workload(2, other)],
    pods: [
      pod("web-7c9f8-x2x4z", ofSet, hashed),
      pod("web-7c9f8-1", { kind: "StatefulSet", name: "web-7c9f8" }),
      pod("other", undefined, labelled("other")),
    ],
  });
  expect(seen).toEqual({
    pods: [],
    keptPods: [],
    images: [],
    idleImages: [],
    wantedLabels: [],
    counted: { ready: 0, wanted: 0 },
  });
});

test("leaves out pods that go away and those that are done", async () => {
  const phase = (phase: string) => ({ ...pod(phase, undefined, labelled("chat")), status: { phase } });
  const leaving = pod("leaving", undefined, { ...labelled("chat"), deletionTimestamp: "2026-01-01T00:00:00Z" });
  const pods = [phase("Running"), phase("Succeeded"), phase("Failed"), leaving];
  expect(namesOf(await observedWhere({ pods }))).toEqual(["Running"]);
});

test("keeps labelled pods of kinds that may not be listed, which a promotion does not ask for", async () => {
  const owner = { kind: "StatefulSet", name: "db" };
  const seen = await observedWhere({
    deployments: [workload(2, labelled("chat"))],
    statefulsets: 403,
    daemonsets: 403,
    pods: [pod("db-0", owner, labelled("chat")), pod("db-1", owner)],
  });
  expect(namesOf(seen)).toEqual(["db-0"]);
  expect(seen.counted).toEqual({ ready: 2, wanted: 2 });
});

test.each<[Answers, what: string]>([
  [{ deployments: 403 }, "workloads"],
  [{ statefulsets: 500 }, "workloads"],
  [{ pods: 403 }, "pods"],
])("tells what else cannot be had: %o", async (answers, what) => {
  await expect(observedWhere(answers)).rejects.toThrow(`cannot list the ${what} in namespace x: no`);
});
