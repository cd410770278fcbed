import { expect, test } from "vitest";
import { driftOf, type ServedObject } from "./drift.ts";

const env = (...variables: [name: string, value: string][]) => variables.map(([name, value]) => ({ name, value }));

/** A Deployment of one container with these variables. */
const deployment = (variables: object[], more: object = {}, managedFields: object[] = []): ServedObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "shop", managedFields },
  spec: { replicas: 1, template: { spec: { containers: [{ name: "shop", env: variables }] } }, ...more },
  status: { replicas: 1 },
});

/** As `managedFields` name variables of the container. */
const variablesIn = (...names: string[]) => ({
  "f:spec": {
    "f:template": {
      "f:spec": {
        "f:containers": {
          'k:{"name":"shop"}': {
            "f:env": Object.fromEntries(
              names.map((name) => [`k:{"name":"${name}"}`, { ".": {}, "f:name": {}, "f:value": {} }]),
            ),
          },
        },
      },
    },
  },
});

const release = { manager: "helm", operation: "Apply", fieldsV1: variablesIn("CURRENCY") };
const person = { manager: "kubectl-set", operation: "Update", time: "2026-03-01T12:00:00Z" };
const where = "spec.template.spec.containers[shop].env";

test("what is as the release has it has no drift, whatever the server writes", () => {
  const wanted = deployment(env(["CURRENCY", "EUR"]), {}, [release]);
  expect(driftOf({ ...wanted, status: { replicas: 2 } }, wanted)).toEqual([]);
});

test("a field that was changed is named, with who changed it and when", () => {
  const changed = { ...person, fieldsV1: variablesIn("CURRENCY") };
  const live = deployment(env(["CURRENCY", "USD"]), { replicas: 3 }, [changed]);
  expect(driftOf(live, deployment(env(["CURRENCY", "EUR"]), {}, [release]))).toMatchObject([
    { object: "Deployment/shop", field: "spec.replicas", expected: "1", found: "3", isAdded: false },
    { field: `${where}[CURRENCY].value`, expected: "EUR", found: "USD", since: person.time, by: "kubectl-set" },
  ]);
});

test("what a person added is named, which the release says nothing of; what a controller added is not", () => {
  const added = { ...person, fieldsV1: variablesIn("HACKED") };
  const controller = { ...person, manager: "shop-operator", fieldsV1: variablesIn("TUNED") };
  const managed = [release, added, controller];
  const live = deployment(env(["CURRENCY", "EUR"], ["HACKED", "1"], ["TUNED", "2"]), {}, managed);
  expect(driftOf(live, live)).toEqual([
    {
      object: "Deployment/shop",
      field: `${where}[HACKED]`,
      path: ["spec", "template", "spec", "containers", { name: "shop" }, "env", { name: "HACKED" }],
      isAdded: true,
      found: '{"name":"HACKED","value":"1"}',
      since: person.time,
      by: "kubectl-set",
    },
  ]);
});

test("a restart by hand is no drift, nor is a label", () => {
  const annotations = { "f:annotations": { "f:kubectl.kubernetes.io/restartedAt": {} } };
  const fieldsV1 = {
    "f:metadata": { "f:labels": { "f:team": {} } },
    "f:spec": { "f:template": { "f:metadata": annotations } },
  };
  const template = { metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": "now" } } };
  const live = deployment([], { template }, [{ ...person, fieldsV1 }]);
  expect(driftOf(live, live)).toEqual([]);
});

test("what was added beside the mark of a restart is named by itself, never the map with the mark in it", () => {
  const annotations = { ".": {}, "f:kubectl.kubernetes.io/restartedAt": {}, "f:note": {} };
  const fieldsV1 = { "f:spec": { "f:template": { "f:metadata": { "f:annotations": annotations } } } };
  const values = { "kubectl.kubernetes.io/restartedAt": "now", note: "hello" };
  const live = deployment([], { template: { metadata: { annotations: values } } }, [{ ...person, fieldsV1 }]);
  const note = ["spec", "template", "metadata", "annotations", "note"];
  expect(driftOf(live, live)).toMatchObject([{ path: note, isAdded: true, found: "hello" }]);
});

test("replicas are nothing that a person added, nor is what a controller has a part in", () => {
  const fieldsV1 = { "f:spec": { "f:replicas": {}, "f:strategy": { ".": {}, "f:type": {} }, "f:paused": {} } };
  const controller = { manager: "operator", operation: "Update", fieldsV1: { "f:spec": { "f:paused": {} } } };
  const more = { replicas: 3, strategy: { type: "Recreate" }, paused: true };
  const live = deployment([], more, [{ ...person, fieldsV1 }, controller]);
  expect(driftOf(live, live)).toMatchObject([{ path: ["spec", "strategy"], isAdded: true }]);
});

test("a Secret's values are not told", () => {
  const secret = (value: string): ServedObject => ({
    kind: "Secret",
    metadata: { name: "login" },
    data: { key: value },
  });
  const [drift] = driftOf(secret("b25l"), secret("dHdv"));
  expect(drift).toEqual({ object: "Secret/login", field: "data.key", path: ["data", "key"], isAdded: false });
});

test("what an autoscaler or the maker of a certificate sets is meant to change; what a person sets there is not", () => {
  const managed = (manager: string, subresource?: string) => [
    { manager, operation: "Update", subresource, fieldsV1: { "f:spec": { "f:replicas": {}, "f:caBundle": {} } } },
  ];
  const wanted = deployment([], { replicas: 1, caBundle: "" });
  const fieldsOf = (...by: [manager: string, subresource?: string]) =>
    driftOf(deployment([], { replicas: 5, caBundle: "abc" }, managed(...by)), wanted).map(({ field }) => field);
  expect(fieldsOf("kube-controller-manager", "scale")).toEqual([]);
  expect(fieldsOf("cainjector")).toEqual(["spec.replicas"]);
  expect(fieldsOf("kubectl", "scale")).toEqual(["spec.replicas", "spec.caBundle"]);
});
