import { expect, test } from "vitest";
import { parseManifest } from "../promotion/manifest.ts";
import { slowStarts } from "./slow-starts.ts";
import { startedPods } from "./started-pods.ts";

/** What is said of a Deployment with such a startup probe, if five minutes are waited. */
function said(startupProbe: object | undefined, spec: object = {}): string[] {
  const containers = [{ name: "app", image: "registry/chat:1", startupProbe }];
  const deployment = { kind: "Deployment", metadata: { name: "chat" }, spec: { template: { spec: { containers } } } };
  const objects = parseManifest(JSON.stringify({ ...deployment, spec: { ...deployment.spec, ...spec } }));
  return slowStarts(startedPods(objects, "shop"), 300_000).map(({ severity, message }) => `${severity}: ${message}`);
}

test("a startup probe that allows more than is waited is warned of", () => {
  const message = "warning: the startup probe of app allows it 15m20s to start, and --timeout is 5m";
  expect(said({ failureThreshold: 184, periodSeconds: 5 })).toEqual([message]);
  expect(said({ failureThreshold: 30, initialDelaySeconds: 20 })).toEqual([message.replace("15m20s", "5m20s")]);
});

test("one that fits into it is not, nor that of pods which do not start now", () => {
  expect(said(undefined)).toEqual([]);
  expect(said({ failureThreshold: 30 })).toEqual([]);
  expect(said({ failureThreshold: 90 }, { replicas: 0 })).toEqual([]);
});
