import { expect, test } from "vitest";
import { observation, podState } from "../../../testing/fixtures/watch-states.ts";
import { clusterRolloutOf } from "./cluster-rollout.ts";
import { trackCompletedJobs } from "./completed-jobs.ts";
import type { Claim, Pod, Service } from "./objects.ts";
import { logKey } from "./observation.ts";
import { portKey } from "./ports.ts";
import { createTimeline } from "./timeline.ts";

const namespace = "chat";

const pod = (): Pod => {
  const { metadata, spec, ...rest } = podState({}, { spec: { volumes: [claimed] } });
  return { ...rest, spec: { containers: [], ...spec }, metadata: { ...metadata, namespace } };
};
const claimed = { name: "data", persistentVolumeClaim: { claimName: "data" } };
const claim = (place: string): Claim => ({ metadata: { name: "data", namespace: place }, status: { phase: place } });

test("a claim is that of the pod's own namespace", () => {
  const { cluster } = clusterRolloutOf(
    observation({ pods: [pod()], claims: [claim("jobs"), claim(namespace)] }, { namespace }),
  );
  expect(cluster.claims.map(({ phase }) => phase)).toEqual([namespace]);
});

test("a Service of a release of the same name that is at home elsewhere is not ours", () => {
  const service = (home: string): Service => ({
    metadata: {
      name: home,
      namespace: "jobs",
      annotations: { "meta.helm.sh/release-name": "chat", "meta.helm.sh/release-namespace": home },
    },
    spec: { selector: { app: "worker" } },
  });
  const { cluster } = clusterRolloutOf(
    observation({ services: [service("staging"), service(namespace)] }, { namespace }),
  );
  expect(cluster.services.map(({ name }) => name)).toEqual([namespace]);
});

test("a pod that goes away in another namespace holds nothing, even if its owner has our workload's name", () => {
  const leaving = (place: string): Pod => ({
    metadata: {
      name: "chat-0",
      namespace: place,
      deletionTimestamp: new Date(),
      ownerReferences: [{ apiVersion: "apps/v1", kind: "Deployment", name: "chat", uid: place }],
    },
  });
  const state = observation({ pods: [leaving("jobs"), leaving(namespace)] }, { namespace });
  expect(clusterRolloutOf(state).cluster.leaving).toMatchObject([{ name: "chat-0" }]);
});

test("ports of pods with the same name in two namespaces are two", () => {
  expect(portKey({ namespace: "jobs", pod: "db-0" }, 80)).not.toBe(portKey({ namespace, pod: "db-0" }, 80));
});

test("a Job that was seen complete is not taken for one of the same name in another namespace", () => {
  const finished = trackCompletedJobs();
  const [ours, theirs] = [
    { kind: "Job", name: "load" },
    { kind: "Job", name: "load", namespace: "jobs" },
  ];
  const job = { metadata: { name: "load", uid: "load", namespace: "jobs" }, spec: { template: {} } };
  const done = { ...job, status: { conditions: [{ type: "Complete", status: "True" }] } };
  const seen = observation({ jobs: [done] }, { namespace, workloads: [ours, theirs] });
  finished.note(clusterRolloutOf(seen).cluster.workloads);
  expect(finished.mark([ours, theirs]).map(({ mayBeGone }) => mayBeGone)).toEqual([undefined, true]);
});

test("pods of the same name in two namespaces have a line each in the timeline, and logs of their own", () => {
  const timeline = createTimeline();
  const [first] = clusterRolloutOf(observation({ pods: [pod()] }, { namespace })).cluster.pods;
  if (!first) throw new Error("no pod is seen");
  timeline.note([first, { ...first, namespace: "jobs" }], 0);
  expect(timeline.lines()).toHaveLength(2);
  expect(logKey(first, "chat")).not.toBe(logKey({ ...first, namespace: "jobs" }, "chat"));
});
