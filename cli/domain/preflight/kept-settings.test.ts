import { describe, expect, test } from "vitest";
import { parseManifest } from "../promotion/manifest.ts";
import { keptSettings } from "./kept-settings.ts";

const settings = (colour: string, kind = "ConfigMap") => ({
  ...{ apiVersion: "v1", kind, metadata: { name: "shop" }, data: { COLOUR: colour } },
});
const deployment = (pod: object, { annotations = {}, image = "shop:1" } = {}) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", annotations },
  spec: { template: { spec: { containers: [{ name: "web", image, ...pod }] } } },
});
const chart = (...objects: object[]) => parseManifest(objects.map((object) => JSON.stringify(object)).join("\n---\n"));
const said = (before: object[], after: object[]) =>
  keptSettings(chart(...before), chart(...after)).map(({ kind, name, message }) => `${kind} ${name} ${message}`);

const variables = { envFrom: [{ configMapRef: { name: "shop" } }] };
const volumes = [{ name: "files", configMap: { name: "shop" } }];
const withVolumes = (mount: object) => {
  const object = deployment({ volumeMounts: [{ name: "files", mountPath: "/etc/shop", ...mount }] });
  return { ...object, spec: { template: { spec: { ...object.spec.template.spec, volumes } } } };
};

describe("pods that stay as they are", () => {
  test.each<[what: string, kind: string, workload: object]>([
    ["variables", "ConfigMap", deployment(variables)],
    [
      "one variable",
      "ConfigMap",
      deployment({ env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "shop" } } }] }),
    ],
    ["variables of a Secret", "Secret", deployment({ envFrom: [{ secretRef: { name: "shop" } }] })],
    ["a file that is mounted alone", "ConfigMap", withVolumes({ subPath: "shop.json" })],
  ])("keep the earlier values of what they read as %s", (_, kind, workload) => {
    expect(said([settings("red", kind), workload], [settings("blue", kind), workload])).toEqual([
      expect.stringMatching(
        `^Deployment web reads the ${kind} shop only when its pods start, and nothing restarts them`,
      ),
    ]);
  });

  test.each<[why: string, before: object[], after: object[]]>([
    ["nothing of it changes", [settings("red"), deployment(variables)], [settings("red"), deployment(variables)]],
    ["it comes anew", [deployment(variables)], [settings("blue"), deployment(variables)]],
    [
      "the pods are replaced",
      [settings("red"), deployment(variables)],
      [settings("blue"), deployment(variables, { image: "shop:2" })],
    ],
    ["they do not read it", [settings("red"), deployment({})], [settings("blue"), deployment({})]],
    ["its files follow by themselves", [settings("red"), withVolumes({})], [settings("blue"), withVolumes({})]],
    [
      "something else restarts them",
      [settings("red"), deployment(variables, { annotations: { "reloader.stakater.com/auto": "true" } })],
      [settings("blue"), deployment(variables, { annotations: { "reloader.stakater.com/auto": "true" } })],
    ],
  ])("have the values that are meant if %s", (_, before, after) => expect(said(before, after)).toEqual([]));
});
