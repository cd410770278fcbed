import { expect, test } from "vitest";
import { withKeptClaims } from "./kept-claims.ts";
import { yamlDocuments } from "./yaml.ts";

const keep = { "helm.sh/resource-policy": "keep" };

const service = `# Source: shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
    name:   shop
spec: {ports: [{port: 0755}]}   # odd, and to stay so
`;

const claim = (metadata: string) => `# Source: shop/templates/claim.yaml
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
${metadata}
spec:
  accessModes: [ReadWriteOnce]
`;

test("claims and volumes are marked, and everything else stays to the letter", () => {
  const manifest = `---\n${service}---\n${claim("  name: data")}---\n${service}`;
  const changed = withKeptClaims(manifest, keep) ?? expect.fail("nothing was marked");
  expect(changed.split(service)).toHaveLength(3);
  expect(yamlDocuments(changed).filter(Boolean)).toMatchObject([
    { kind: "Service" },
    { metadata: { name: "data", annotations: keep }, spec: { accessModes: ["ReadWriteOnce"] } },
    { kind: "Service" },
  ]);
});

test("annotations that are there stay", () => {
  const manifest = `---\n${claim("  name: data\n  annotations: {team: shop}")}`;
  const [found] = yamlDocuments(withKeptClaims(manifest, keep) ?? "").filter(Boolean);
  expect(found).toMatchObject({ metadata: { annotations: { team: "shop", ...keep } } });
});

test("a claim in a list is taken out of it, since Helm asks the whole document whether it is to be kept", () => {
  const list = `---
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Secret, metadata: {name: pin}, stringData: {pin: "0755"}}
  - {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}}
`;
  const changed = withKeptClaims(`---\n${service}${list}`, keep) ?? expect.fail("nothing was marked");
  expect(changed).toContain(service);
  expect(yamlDocuments(changed).filter(Boolean)).toMatchObject([
    { kind: "Service" },
    { kind: "Secret", stringData: { pin: "0755" } },
    { kind: "PersistentVolumeClaim", metadata: { name: "data", annotations: keep } },
  ]);
});

test.each([service, "", `---\n${service.replace("shop", "PersistentVolumeClaim")}`])(
  "without a claim nothing changes: %j",
  (manifest) => {
    expect(withKeptClaims(manifest, keep)).toBeUndefined();
  },
);
