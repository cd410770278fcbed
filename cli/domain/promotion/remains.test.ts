import { expect, test } from "vitest";
import type { ManifestObject } from "./manifest.ts";
import { remainsAmong } from "./remains.ts";

const object = (kind: string, name: string, annotations?: Record<string, string>): ManifestObject => ({
  apiVersion: "v1",
  kind,
  metadata: { name, ...(annotations && { annotations }) },
});

test("what only a killed promotion brought remains of it", () => {
  const [web, worker, cache] = [
    object("Deployment", "web"),
    object("Deployment", "worker"),
    object("Service", "cache"),
  ];
  expect(remainsAmong([web, worker, cache], [web], [web, cache])).toEqual([worker]);
  expect(remainsAmong([web], [web], [])).toEqual([]);
  const inPlace = { ...web, metadata: { name: "web", namespace: "shop" } };
  expect(remainsAmong([web], [inPlace], [])).toEqual([]);
});

test("what holds data, is a hook, or is to be kept is left alone", () => {
  const pending = [
    object("PersistentVolumeClaim", "data"),
    object("Namespace", "jobs"),
    object("Job", "migrate", { "helm.sh/hook": "pre-upgrade" }),
    object("Secret", "licence", { "helm.sh/resource-policy": "keep" }),
  ];
  expect(remainsAmong(pending, [], [])).toEqual([]);
});
