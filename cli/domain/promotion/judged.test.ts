import { expect, test } from "vitest";
import { judgedIn } from "./judged.ts";
import { parseManifest } from "./manifest.ts";

const manifest = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec: { template: { spec: { containers: [{ image: "team/chat:1" }] } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: worker, namespace: jobs }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly, namespace: chat }
spec: { jobTemplate: { spec: { template: { spec: { containers: [{ image: "team/chat:1" }] } } } } }
---
apiVersion: batch/v1
kind: Job
metadata: { name: migrate, annotations: { helm.sh/hook: pre-upgrade } }
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: canary }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
`;

test("a promotion is judged by all that starts pods, wherever it is, and by what others may start pods for", () => {
  const judged = judgedIn(parseManifest(manifest), { namespace: "chat", isMade: false });
  expect(judged).toEqual([
    { kind: "Deployment", name: "web", images: ["team/chat:1"], mayBeGone: false },
    { kind: "Deployment", name: "worker", namespace: "jobs", images: [], mayBeGone: false },
    { kind: "CronJob", name: "nightly", images: ["team/chat:1"], mayBeGone: false },
    { kind: "Rollout", name: "canary", images: [], mayBeGone: false, custom: "argoproj.io/v1alpha1" },
  ]);
});

test("a deadline counts if the chart names it", () => {
  const deployment = (spec: object) =>
    parseManifest(JSON.stringify({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" }, spec }));
  const judged = (spec: object) => judgedIn(deployment(spec), { namespace: "chat", isMade: false })[0]?.hasDeadline;
  expect(judged({ progressDeadlineSeconds: 60 })).toBe(true);
  expect(judged({})).toBeUndefined();
});
