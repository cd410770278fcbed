import { expect, test } from "vitest";
import { type LiveObject, patchWithoutLeftovers } from "./helm3-owned-fields.ts";
import type { AnyObject } from "./resources.ts";

const named = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "chat" } };
const object = (spec: object): AnyObject => ({ ...named, ...{ spec } });

/** An object in the cluster, and what its `managedFields` say of the fields in its spec. */
function live(spec: object, fields: object, [manager, operation] = ["helm", "Update"]): LiveObject {
  const managedFields = [{ manager, operation, fieldsV1: { "f:spec": fields } as never }];
  return { ...named, metadata: { name: "chat", managedFields }, ...{ spec } };
}

const rolling = { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } };

test.each<[string, before: object, fields: object, wanted: object, patch: object]>([
  [
    "what Helm 3 set and the chart has no more goes",
    { strategy: rolling },
    { "f:strategy": { "f:type": {}, "f:rollingUpdate": { ".": {}, "f:maxSurge": {} } } },
    { strategy: { type: "Recreate" } },
    { strategy: { type: "Recreate", rollingUpdate: null } },
  ],
  [
    "what others set stays",
    { replicas: 3, paused: true },
    { "f:paused": {} },
    { minReadySeconds: 5 },
    { minReadySeconds: 5, paused: null },
  ],
  [
    "what Helm 3 owns as a whole goes in every part",
    { selector: { app: "chat", tier: "web" } },
    { "f:selector": {} },
    { selector: { app: "chat" } },
    { selector: { app: "chat", tier: null } },
  ],
  [
    "lists are replaced",
    { ports: [{ port: 80, name: "http" }] },
    { "f:ports": { 'k:{"port":80,"protocol":"TCP"}': {} } },
    { ports: [{ port: 8080, name: "http" }] },
    { ports: [{ port: 8080, name: "http" }] },
  ],
  [
    "what takes the place of a list stays as it is",
    { args: ["a"] },
    { "f:args": {} },
    { args: { a: 1 } },
    { args: { a: 1 } },
  ],
])("%s", (_, before, fields, wanted, patch) => {
  expect(patchWithoutLeftovers(live(before, fields), object(wanted))).toEqual(object(patch));
});

test.each<[string, [manager: string, operation: string]]>([
  ["another manager", ["kubectl", "Update"]],
  ["Helm 4", ["helm", "Apply"]],
])("where %s set all of it, there is nothing to take away", (_, by) => {
  expect(patchWithoutLeftovers(live({ replicas: 3 }, { "f:replicas": {} }, by), object({}))).toBeUndefined();
});
