import { expect, test } from "vitest";
import { parse } from "yaml";
import type { ManifestObject } from "../promotion/manifest.ts";
import { unquoted } from "./unquoted.ts";

const found = (text: string) => unquoted([parse(text) as ManifestObject]).map(({ message }) => message);

const workload = (container: string, more = "") => `apiVersion: apps/v1
kind: Deployment
metadata: { name: chat${more} }
spec: { replicas: 2, template: { spec: { terminationGracePeriodSeconds: 5, containers: [${container}] } } }
`;

test.each<[what: string, manifest: string, found: string[]]>([
  [
    "variables",
    workload(
      "{ name: app, env: [{ name: PORT, value: 3000 }, { name: DEBUG, value: true }, { name: OWN, value: '1' }] }",
    ),
    [
      "spec.template.spec.containers[app].env[PORT].value is a number, and has to be text",
      "spec.template.spec.containers[app].env[DEBUG].value is true or false, and has to be text",
    ],
  ],
  [
    "variables that are empty, or come from elsewhere",
    workload("{ env: [{ name: A, value: }, { name: B, valueFrom: {} }] }"),
    [],
  ],
  ["labels", workload("{}", ", labels: { version: 1.4 }"), ["metadata.labels.version is a number, and has to be text"]],
  [
    "settings",
    "kind: ConfigMap\nmetadata: { name: chat }\ndata: { port: 3000, host: a }\n",
    ["data.port is a number, and has to be text"],
  ],
  [
    "secrets",
    "kind: Secret\nmetadata: { name: chat }\nstringData: { pin: 1234 }\n",
    ["stringData.pin is a number, and has to be text"],
  ],
  [
    "selectors",
    "kind: Service\nmetadata: { name: chat }\nspec: { selector: { tier: 1 }, ports: [{ port: 80 }] }\n",
    ["spec.selector.tier is a number, and has to be text"],
  ],
  [
    "what a custom kind may well take",
    "kind: Cluster\nmetadata: { name: chat }\nspec: { labels: { a: 1 }, env: [{ name: A, value: 1 }] }\n",
    [],
  ],
])("numbers and truth are told from text among %s", (_, manifest, messages) => {
  expect(found(manifest)).toEqual(messages);
});
