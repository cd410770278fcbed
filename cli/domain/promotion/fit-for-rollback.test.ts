import { describe, expect, test } from "vitest";
import { withLiveClaims, withoutDoneJobs } from "./fit-for-rollback.ts";
import { keyOf } from "./stored-manifest.ts";
import { yamlDocuments } from "./yaml.ts";

interface Named {
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  spec?: Record<string, unknown>;
}

const manifestOf = (...objects: object[]) => objects.map((object) => `---\n${JSON.stringify(object)}\n`).join("");
const objectsIn = (text = "") => yamlDocuments(text).filter(Boolean);
const liveOf = (...objects: Named[]) =>
  new Map(objects.map((object) => [keyOf({ apiVersion: "", ...object } as Named), object.spec ?? {}]));

const claim = (spec: Record<string, unknown>): Named & { apiVersion: string } => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "data" },
  spec,
});
const sized = (storage: string) => ({ resources: { requests: { storage } } });

describe("a claim that is gone back to", () => {
  const bound = { ...sized("2Mi"), volumeName: "pvc-1", storageClassName: "fast", accessModes: ["ReadWriteOnce"] };

  test.each<[what: string, stored: object, from: object, fit: object]>([
    ["is as large as it has grown", sized("1Mi"), {}, sized("2Mi")],
    [
      "keeps the volume that `lookup` found since",
      { ...sized("2Mi"), volumeName: "" },
      { volumeName: "pvc-1" },
      { ...sized("2Mi"), volumeName: "pvc-1" },
    ],
    [
      "keeps what the other version named, and it does not",
      sized("2Mi"),
      { storageClassName: "fast" },
      { ...sized("2Mi"), storageClassName: "fast" },
    ],
    [
      "keeps how it may be mounted",
      { ...sized("2Mi"), accessModes: ["ReadWriteMany"] },
      {},
      { ...sized("2Mi"), accessModes: ["ReadWriteOnce"] },
    ],
  ])("%s", (_, stored, from, fit) => {
    const service = `---\nkind: Service\nmetadata: {name: data}\n`;
    const changed = withLiveClaims(
      `${service}${manifestOf(claim({ ...stored }))}`,
      manifestOf(claim({ ...from })),
      liveOf(claim(bound)),
    );
    expect(changed).toContain(service);
    expect(objectsIn(changed)[1]).toEqual(claim({ ...fit }));
  });

  test.each<[what: string, stored: object, live: Named[]]>([
    ["it is as it was", { ...sized("2Mi"), volumeName: "pvc-1" }, [claim(bound)]],
    ["it is gone", { ...sized("1Mi"), volumeName: "" }, []],
  ])("stays to the letter if %s", (_, stored, live) => {
    const manifest = manifestOf(claim({ ...stored }));
    expect(withLiveClaims(manifest, manifest, liveOf(...live))).toBeUndefined();
  });
});

describe("a Job that is gone back to", () => {
  const job = (image: string, annotations?: Record<string, string>) => ({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "seed", ...(annotations && { annotations }) },
    spec: { template: { spec: { containers: [{ image }] } } },
  });
  const service = { apiVersion: "v1", kind: "Service", metadata: { name: "shop" } };
  const manifest = manifestOf(job("shop:1"), service);

  test.each<[what: string, from: object[], live: Named[]]>([
    ["it is gone, as the cluster removes it by itself", [job("shop:1")], []],
    ["it is gone, as the other version has no such Job", [], []],
    ["the other version's is in its place, which no Helm can change", [job("shop:2")], [job("shop:2")]],
  ])("is left out if %s", (_, from, live) => {
    const fit = withoutDoneJobs(manifest, manifestOf(...from), liveOf(...live));
    expect(fit?.jobs).toEqual(["seed"]);
    expect(objectsIn(fit?.manifest)).toEqual([service]);
  });

  test("is taken out of a list", () => {
    const list = manifestOf({ apiVersion: "v1", kind: "List", items: [job("shop:1"), service] });
    expect(objectsIn(withoutDoneJobs(list, "", liveOf())?.manifest)).toEqual([service]);
  });

  test.each<[what: string, manifest: string, from: object[], live: Named[]]>([
    ["it is the same in both", manifest, [job("shop:1")], [job("shop:1")]],
    ["it is there, and the other version has none", manifest, [], [job("shop:1")]],
    ["it is a hook", manifestOf(job("shop:1", { "helm.sh/hook": "pre-rollback" })), [], []],
    ["it is of an operator", manifestOf({ ...job("shop:1"), apiVersion: "batch.volcano.sh/v1alpha1" }), [], []],
  ])("stays if %s", (_, stored, from, live) => {
    expect(withoutDoneJobs(stored, manifestOf(...from), liveOf(...live))).toBeUndefined();
  });
});
