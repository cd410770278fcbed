import { expect, test } from "vitest";
import { ofUnknownKind } from "./unknown-kinds.ts";

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: { group: "example.com", names: { kind: "Widget" }, versions: [{ name: "v1" }] },
};
const widget = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "w" } };
const hook = { ...widget, metadata: { name: "w", annotations: { "helm.sh/hook": "post-install" } } };

test.each([
  ["beside the manifests, at an installation", widget, [], [definition], true, "warning", /Helm makes first$/],
  [
    "beside the manifests, at an upgrade",
    widget,
    [],
    [definition],
    false,
    "refused",
    /`helm show crds <chart> \| kubectl/,
  ],
  ["among the manifests", widget, [definition], [], true, "refused", /move that to crds\/$/],
  ["among the manifests, for a hook", hook, [definition], [], true, "unchecked", /^the cluster knows no Widget/],
  ["nowhere", widget, [], [], true, "refused", /^the cluster knows no Widget of example.com\/v1$/],
  ["in another version", { ...widget, apiVersion: "example.com/v2" }, [], [definition], true, "refused", /v2$/],
  ["for another kind", { ...widget, kind: "Gadget" }, [definition], [definition], true, "refused", /no Gadget/],
])("a kind that the cluster does not know, defined %s", (_, object, rendered, objects, areMade, severity, message) => {
  expect(ofUnknownKind(object, rendered, { objects, areMade })).toMatchObject({
    severity,
    message: expect.stringMatching(message),
  });
});

test.each([
  ["extensions/v1beta1", "`chatops import --migrate`"],
  ["networking.k8s.io/v1beta1", "`chatops import --migrate`"],
  ["monitoring.coreos.com/v1", "an operator"],
  ["example.com/v1beta1", "an operator"],
])("for a kind of %s that is nowhere, the way out is %s", (apiVersion, words) => {
  const { hint } = ofUnknownKind({ ...widget, apiVersion }, [], { objects: [], areMade: true });
  expect(hint).toContain(words);
});
