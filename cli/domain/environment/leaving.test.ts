import { expect, test } from "vitest";
import { heldBy, wayOutOf } from "./leaving.ts";

const service = { kind: "Service", name: "web", namespace: "shop" };

test.each<[finalizers: string[], said: string, way: string]>([
  [
    ["example.com/cleanup"],
    "Service web: its finalizer example.com/cleanup holds it",
    `kubectl patch --namespace shop service web --type merge --patch '{"metadata":{"finalizers":null}}'`,
  ],
  [
    ["service.kubernetes.io/load-balancer-cleanup"],
    "Service web: its finalizer service.kubernetes.io/load-balancer-cleanup holds it, since its load balancer is not given back yet",
    "kubectl get --namespace shop service web --output yaml",
  ],
  [
    ["foregroundDeletion", "example.com/cleanup"],
    "Service web: its finalizer foregroundDeletion holds it, since what it owns is not gone yet, its finalizer example.com/cleanup holds it",
    "kubectl patch",
  ],
  [[], "Service web: it is being deleted", "kubectl get"],
])("what %j holds is told with what to do", (finalizers, said, way) => {
  expect(heldBy({ ...service, finalizers })).toBe(said);
  expect(wayOutOf({ ...service, finalizers })).toContain(way);
});

test("what is in no namespace is looked for in none", () => {
  const held = { kind: "Namespace", name: "jobs", namespace: undefined, finalizers: ["example.com/cleanup"] };
  expect(wayOutOf(held)).toContain("kubectl patch namespace jobs --type merge");
});
