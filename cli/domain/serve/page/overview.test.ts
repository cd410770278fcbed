import { expect, test } from "vitest";
import {
  inOrderOfConcern,
  type ShownEnvironment,
  type ShownRepository,
  type ShownRun,
  troublesOf,
} from "./overview.ts";

const run = (more: Partial<ShownRun> = {}): ShownRun => ({
  id: "20261129T100000000Z-3f2a1b0",
  repository: "shop",
  branch: "main",
  commit: "3f2a1b0".padEnd(40, "0"),
  startedAt: "2026-11-29T10:00:00.000Z",
  outcome: "done",
  waits: 0,
  ...more,
});

const environment = (more: Partial<ShownEnvironment> = {}): ShownEnvironment => ({
  environment: "prod",
  place: "namespace shop",
  state: "healthy",
  version: "1.4.0",
  promote: "auto",
  confirm: false,
  drift: [],
  drifted: 0,
  images: [],
  ...more,
});

const repository = (more: Partial<Omit<ShownRepository, "troubles">> = {}) => ({
  name: "shop",
  branches: ["main"],
  environments: [environment()],
  previews: [],
  runs: [run()],
  ...more,
});

const failed = run({
  outcome: "failed",
  version: "1.5.0",
  message: "prod: it exits",
  rolledBack: "prod runs 1.4.0 again",
});

test("what is well troubles nobody", () => {
  expect(troublesOf(repository(), undefined)).toEqual([]);
});

test("what is broken comes first, each in a line", () => {
  const shown = environment({
    state: "degraded",
    note: "not ready: shop-1",
    drifted: 1,
    drift: [{ object: "Deployment/shop", field: "spec" }],
  });
  const asked = environment({ environment: "live", asked: { version: "1.5.0", by: "ana" } });
  const all = repository({ environments: [asked, shown], runs: [failed], held: { by: "bruno", at: "" } });
  expect(troublesOf(all, "the remote does not answer")).toEqual([
    { kind: "degraded", environment: "prod", text: "1.4.0: not ready: shop-1" },
    { kind: "failed", text: "1.5.0: prod: it exits; prod runs 1.4.0 again", run: failed.id },
    { kind: "unreachable", text: "the remote does not answer" },
    { kind: "asked", environment: "live", text: "1.5.0" },
    { kind: "held", text: "bruno" },
    { kind: "drift", environment: "prod", text: "Deployment/shop spec" },
  ]);
});

test("a promotion that failed is told once, by its run or by the history", () => {
  const rejected = { version: "1.5.0", at: "", cause: "start.exits" };
  const environments = [environment({ failed: rejected })];
  expect(troublesOf(repository({ environments, runs: [failed] }), undefined).map(({ kind }) => kind)).toEqual([
    "failed",
  ]);
  expect(troublesOf(repository({ environments }), undefined)).toEqual([
    { kind: "rejected", environment: "prod", text: "1.5.0: start.exits" },
  ]);
});

test("repositories are in the order of concern", () => {
  const named = (name: string, more: Partial<ShownRepository>): ShownRepository => ({
    ...repository(),
    troubles: [],
    ...more,
    name,
  });
  const all = [
    named("b-well", {}),
    named("a-well", {}),
    named("busy", { runs: [run({ outcome: undefined })] }),
    named("asked", { troubles: [{ kind: "asked", text: "" }] }),
    named("broken", {
      troubles: [
        { kind: "degraded", text: "" },
        { kind: "drift", text: "" },
      ],
    }),
  ];
  expect(inOrderOfConcern(all).map(({ name }) => name)).toEqual(["broken", "asked", "busy", "a-well", "b-well"]);
});
