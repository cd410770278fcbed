import { ApiException } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { Failure, preconditionError } from "../../../lib/errors.ts";
import { asFailure, isMissingRight } from "./errors.ts";

const answered = (code: number, status: object) =>
  new ApiException(code, "refused", JSON.stringify({ kind: "Status", ...status }), {});

const mayNot = (rest: string, user = "system:serviceaccount:ci:robot") =>
  answered(403, { message: `x is forbidden: User "${user}" cannot ${rest}` });

const what = "read the history chatops-chat";

test.each([
  [
    "a missing right names verb, resource and namespace",
    mayNot('get resource "configmaps" in API group "" in the namespace "chat"'),
    "system:serviceaccount:ci:robot may not get configmaps in namespace chat",
    "Ask for a Role with the verb get on configmaps, or name another context with --context.",
  ],
  [
    "one of a group, in the whole cluster",
    mayNot('create resource "leases" in API group "coordination.k8s.io" at the cluster scope'),
    "system:serviceaccount:ci:robot may not create leases.coordination.k8s.io in the whole cluster",
    "Ask for a ClusterRole with the verb create on leases.coordination.k8s.io, or name another context with --context.",
  ],
  [
    "one of nobody: there are no credentials",
    mayNot('get resource "configmaps" in API group "" in the namespace "chat"', "system:anonymous"),
    "system:anonymous may not get configmaps in namespace chat",
    "The kubeconfig gives no credentials: log in as you do for kubectl.",
  ],
  [
    "other refusals are in the server's words",
    answered(403, { message: "exceeded quota: q, requested: pods=1" }),
    "exceeded quota: q, requested: pods=1",
    "The cluster's rules forbid it: change the chart, or ask who set them.",
  ],
  [
    "not found",
    answered(404, { message: 'namespaces "chat" not found' }),
    'namespaces "chat" not found',
    "It was there a moment ago, or was never made.",
  ],
  [
    "a conflict",
    answered(409, { message: "the object has been modified" }),
    "the object has been modified",
    "Somebody else is changing it: run the same command again.",
  ],
  [
    "expired credentials",
    new ApiException(401, "Unauthorized", undefined, {}),
    "the cluster does not accept your credentials any more",
    "They may have expired: log in again as you do for kubectl, then run the same command again.",
  ],
  [
    "an answer that is no Kubernetes",
    new ApiException(503, "refused", "<html>", {}),
    "the cluster answered 503",
    "Run the same command again; if it stays so, ask whoever runs the cluster.",
  ],
])("%s", (_, error, message, hint) => {
  const failure = asFailure(error, what);
  expect(failure).toMatchObject({ message: `cannot ${what}: ${message}`, hint, reason: "precondition" });
});

test("an invalid object comes with the server's causes", () => {
  const causes = [
    { field: "spec.replicas", message: "must be positive" },
    { field: "spec.selector", message: "field is immutable" },
  ];
  expect(asFailure(answered(422, { message: "invalid", details: { causes } }), "apply it")).toMatchObject({
    details: ["spec.replicas: must be positive", "spec.selector: field is immutable"],
  });
});

test.each([
  [
    "refused",
    new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED 10.0.0.1:6443") }),
    "connect ECONNREFUSED 10.0.0.1:6443",
  ],
  ["timed out", new DOMException("The operation was aborted", "TimeoutError"), "nothing within 10 s"],
])("a connection that was %s", (_, error, why) => {
  expect(asFailure(error, what)).toMatchObject({ message: `cannot ${what}: the cluster does not answer: ${why}` });
});

test("a certificate that is not trusted", () => {
  const cause = Object.assign(new Error("self-signed certificate; try --use-system-ca"), {
    code: "DEPTH_ZERO_SELF_SIGNED_CERT",
  });
  const failure = asFailure(new TypeError("fetch failed", { cause }), what);
  expect(failure).toMatchObject({
    message: `cannot ${what}: the certificate of the cluster is not trusted: self-signed certificate`,
  });
});

test("a failure of ours, and a bug, stay what they are", () => {
  for (const error of [preconditionError("the lock was lost"), new TypeError("x is not a function")]) {
    expect(asFailure(error, what)).toBe(error);
  }
  expect(asFailure(answered(500, { message: "etcd" }), what)).toBeInstanceOf(Failure);
});

test("a missing right is told from what an admission controller refuses", () => {
  expect(isMissingRight(mayNot('create resource "pods" in API group "" in the namespace "chat"'))).toBe(true);
  expect(isMissingRight(answered(403, { message: 'violates PodSecurity "restricted:latest"' }))).toBe(false);
});
