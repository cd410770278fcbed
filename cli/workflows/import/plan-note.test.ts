import { expect, test } from "vitest";
import { lastLines } from "../../../lib/foreign-text.ts";
import type { Evidence } from "../../domain/packs/pack.ts";
import { planNotes } from "./plan-note.ts";

test("the plan of many services is told whole, though a long text is cut where it is told", () => {
  const services = Array.from({ length: 60 }, (_, index) => `service-${index}`);
  const evidence = services.flatMap((service): Evidence[] => [
    { what: "service", value: service, at: "compose.yaml", sure: "certain", service },
    ...["start", "port", "ready", "alive"].map(
      (what): Evidence => ({ what, at: "server.js:1", sure: "likely", service }),
    ),
  ]);
  const told = planNotes(evidence, [], true).flatMap((note) => lastLines(note));
  expect(told.filter((line) => line.includes("service ")).map((line) => line.split(" ").at(-2))).toEqual(
    services.map((service) => `${service}:`),
  );
  expect(told).toHaveLength(60 * 6);
});
