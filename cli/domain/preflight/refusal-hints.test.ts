import { expect, test } from "vitest";
import { foreignHint, hintFor } from "./refusal-hints.ts";

test("a webhook that does not answer is named, with where it runs", () => {
  const said =
    'Internal error occurred: failed calling webhook "config.shop.example.com": failed to call webhook: Post "https://shop-webhook.prod.svc:443/check?timeout=10s": no endpoints available for service "shop-webhook"';
  expect(hintFor(said)).toMatch(
    /^The cluster takes this only if the webhook config\.shop\.example\.com answers\. `kubectl --namespace prod get pods,endpointslices` shows shop-webhook: /,
  );
  const elsewhere =
    'failed calling webhook "policy.example.com": Post "https://10.0.0.7/check": context deadline exceeded';
  expect(hintFor(elsewhere)).toMatch(/webhook policy\.example\.com answers\. let it run again/i);
});

test("rights that somebody would pass on without having them are asked for", () => {
  const said =
    'roles.rbac.authorization.k8s.io "shop" is forbidden: user "robot" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:["*"], Resources:["*"], Verbs:["*"]}';
  expect(hintFor(said)).toContain("`escalate` and `bind`");
});

test("what the chart can correct has no hint of its own", () => {
  expect(hintFor("spec.replicas: Invalid value: -1")).toBeUndefined();
  expect(hintFor('admission webhook "policy.example.com" denied the request: no')).toBeUndefined();
});

test("nobody is told to delete a namespace", () => {
  expect(foreignHint("Namespace")).toMatch(/^Leave the Namespace out of the chart/);
  expect(foreignHint("ConfigMap")).toMatch(/^Give it another name/);
});
