import type { Evidence } from "../../project/facts.ts";
import { detectStop } from "../../project/stop.ts";
import type { Found } from "../../project/tree.ts";
import type { Findings, Surroundings } from "./findings.ts";

/** Everything the Node pack assumes, in the order in which a person would ask. */
export function evidenceOf(findings: Findings & Surroundings): Evidence[] {
  const { manifest, chosen, start, version, port, health, services, variables, writable, sources, metrics } = findings;
  return [
    { what: "node", value: String(version.value), at: version.at },
    { what: chosen.manager.name, at: chosen.at },
    { what: "start", value: start.value, at: start.at },
    ...(manifest.scripts.build ? [{ what: "build", at: manifest.at("scripts", "build") }] : []),
    { what: "port", value: String(port.value), at: port.at },
    ...probe("ready", health.readiness),
    ...probe("alive", health.liveness),
    ...(metrics ? [{ what: "metrics", value: metrics.value, at: metrics.at }] : []),
    { what: "stop", ...stopEvidence(detectStop(sources)) },
    ...services.map(({ kind, dependency, variables: told }) => ({
      what: kind.name,
      at: `dependency ${dependency}, ${told.map(({ value, at }) => `${value} ${at}`).join(", ")}`,
    })),
    ...variables.map(({ value, at }) => ({ what: "reads", value, at })),
    ...writable.map(({ value, at }) => ({ what: "writes", value, at })),
  ];
}

const stopEvidence = (at: string | undefined) =>
  at ? { value: "by SIGTERM", at } : { value: "at once", at: "no SIGTERM handler" };

const probe = (what: string, path: Found<string> | undefined): Evidence[] =>
  path ? [{ what, value: path.value, at: path.at }] : [{ what, value: "when the port is open", at: "assumed" }];
