import { expect, test } from "vitest";
import { withObjectsOf } from "./stored-manifest.ts";
import { yamlDocuments } from "./yaml.ts";

const object = (kind: string, name: string, more = "") => `# Source: shop/templates/${name}.yaml
apiVersion: v1
kind: ${kind}
metadata:
    name:   ${name}
${more}`;

const claim = (name: string, size: string) =>
  object("PersistentVolumeClaim", name, `spec: {resources: {requests: {storage: ${size}}}}\n`);

const manifestOf = (...documents: string[]) => documents.map((text) => `---\n${text}`).join("");
const objectsIn = (text = "") => yamlDocuments(text).filter(Boolean);

test("what another manifest has besides is added, and what both have stays to the letter", () => {
  const hook = object("Secret", "hooked", "    annotations: {helm.sh/hook: pre-install}\n");
  const own = manifestOf(object("Service", "shop"), claim("data", "2Mi"));
  const other = manifestOf(
    claim("data", "1Mi"),
    claim("uploads", "1Mi"),
    hook,
    object("Secret", "shop"),
    "# nothing\n",
  );
  const both = withObjectsOf(own, other);
  expect(both).toContain(own.trimEnd());
  expect(objectsIn(both)).toMatchObject([
    { kind: "Service", metadata: { name: "shop" } },
    { metadata: { name: "data" }, spec: { resources: { requests: { storage: "2Mi" } } } },
    { kind: "PersistentVolumeClaim", metadata: { name: "uploads" } },
    { kind: "Secret", metadata: { name: "shop" } },
  ]);
});

test.each(["", manifestOf(object("Service", "shop")), "---\n# nothing\n"])("nothing is added for %j", (other) => {
  expect(withObjectsOf(manifestOf(object("Service", "shop")), other)).toBeUndefined();
});

test("what is lacking of a list is added, and what of it is there is not", () => {
  const list = `apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: modes}, data: {mode: "0755"}}
  - {apiVersion: v1, kind: Service, metadata: {name: shop}}
`;
  const own = manifestOf(object("Service", "shop"));
  const both = withObjectsOf(own, manifestOf(list));
  expect(objectsIn(both)).toMatchObject([
    { kind: "Service", metadata: { name: "shop" } },
    { kind: "ConfigMap", metadata: { name: "modes" }, data: { mode: "0755" } },
  ]);
  expect(withObjectsOf(manifestOf(list), own)).toBeUndefined();
});
