import { describe, expect, test } from "vitest";
import { composeContainer } from "../../../testing/fixtures/compose-states.ts";
import type { ComposeModel } from "./compose-model.ts";
import {
  blockersOf,
  servicesPastDependencies,
  uncheckedOf,
  waitsForDependency,
  waitsForHealth,
} from "./dependencies.ts";

type Different = Parameters<typeof composeContainer>[0];

const on = (service: string, condition: string, required = true): ComposeModel => ({
  services: { chat: { depends_on: { [service]: { condition, required } } }, [service]: {} },
});
const db = (different: Different = {}) => composeContainer({ service: "db", health: "healthy", ...different });

describe("of what a version waits for until it is healthy", () => {
  const blocking = (model: ComposeModel, different: Different) =>
    blockersOf(model, [db(different)]).map(({ container, waiting }) => `${container.service}: ${waiting.join()}`);

  test.each<[what: string, different: Different]>([
    ["unhealthy", { health: "unhealthy" }],
    ["unhealthy and restarting", { health: "unhealthy", status: "restarting" }],
    ["without a health check", { health: "none" }],
  ])("one that is %s keeps it from starting", (_, different) => {
    expect(blocking(on("db", "service_healthy"), different)).toEqual(["db: chat"]);
  });

  test.each<[what: string, different: Different]>([
    ["healthy", {}],
    ["not checked yet", { health: "starting" }],
    ["ended, which is started again", { health: "unhealthy", status: "exited" }],
  ])("one that is %s does not", (_, different) => {
    expect(blocking(on("db", "service_healthy"), different)).toEqual([]);
  });

  test("nothing does if no service waits for health", () => {
    expect(waitsForHealth(on("db", "service_healthy"))).toBe(true);
    expect(waitsForHealth(on("db", "service_started"))).toBe(false);
    expect(waitsForHealth({})).toBe(false);
  });

  test("only one that is required, and whose health counts, does", () => {
    expect(blocking(on("db", "service_started"), { health: "unhealthy" })).toEqual([]);
    expect(blocking(on("db", "service_healthy", false), { health: "unhealthy" })).toEqual([]);
    expect(blocking(on("other", "service_healthy"), { health: "unhealthy" })).toEqual([]);
  });
});

test.each<
  [what: string, condition: string, required: boolean, healthcheck: object | undefined, isOff: boolean | undefined]
>([
  ["no check", "service_healthy", true, undefined, false],
  ["only times for that of its image", "service_healthy", true, { interval: "5s" }, false],
  ["one that is turned off", "service_healthy", true, { disable: true }, true],
  ["one that is turned off in older words", "service_healthy", true, { test: ["NONE"] }, true],
  ["one", "service_healthy", true, { test: ["CMD", "true"] }, undefined],
  ["no check, and nobody needs one", "service_started", true, undefined, undefined],
  ["no check, and may be missing", "service_healthy", false, undefined, undefined],
])("a service that has %s is told where others wait for its health", (_, condition, required, healthcheck, isOff) => {
  const { services } = on("db", condition, required);
  const found = uncheckedOf({ services: { ...services, db: { healthcheck } } });
  expect(found).toEqual(isOff === undefined ? [] : [{ service: "db", waiting: ["chat"], isOff }]);
});

test("a silent Compose waits if a container is checked, or at work, that others wait for", () => {
  const waits = (model: ComposeModel, different: Different) => waitsForDependency(model, [db(different)]);
  expect(waits(on("db", "service_healthy"), { health: "starting" })).toBe(true);
  expect(waits(on("db", "service_healthy", false), { health: "starting" })).toBe(true);
  expect(waits(on("db", "service_healthy"), {})).toBe(false);
  expect(waits(on("db", "service_completed_successfully"), { health: "none" })).toBe(true);
  expect(waits(on("db", "service_completed_successfully"), { health: "none", status: "exited" })).toBe(false);
  expect(waits(on("db", "service_started"), { health: "starting" })).toBe(false);
});

describe("a version that is not started for what it waits for", () => {
  const services = ["chat", "db", "migrate", "worker"];
  const chat = (different: Different) => composeContainer({ service: "chat", status: "created", ...different });
  const done = composeContainer({ service: "migrate", status: "exited" });
  const past = (...containers: ReturnType<typeof composeContainer>[]) =>
    servicesPastDependencies(services, "chat", containers);

  test("is started without what is unhealthy or failed, and no task is done again", () => {
    expect(past(chat({}), db({ health: "unhealthy" }), done)).toEqual(["chat", "worker"]);
    expect(past(chat({}), db(), { ...done, exitCode: 1 })).toEqual(["chat", "db", "worker"]);
    expect(past(db({ health: "unhealthy" }))).toEqual(["chat", "migrate", "worker"]);
  });

  test("is not started past them if nothing waits, or none of them failed", () => {
    expect(past(chat({ status: "running" }), db({ health: "unhealthy" }))).toBeUndefined();
    expect(past(chat({ status: "exited", exitCode: 1 }), db(), done)).toBeUndefined();
  });
});
