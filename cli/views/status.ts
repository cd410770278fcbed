import { aligned } from "../../lib/table.ts";
import type { EnvironmentStatus, StatusResult } from "../results/status.ts";

const marks: Readonly<Record<EnvironmentStatus["state"], string>> = {
  healthy: "✔",
  idle: "✔",
  degraded: "✖",
  empty: "-",
  unknown: "?",
};

/** A table with a line for each environment, and what is strange below it. */
export function statusLines({ environments, newest }: StatusResult): string[] {
  const rows = environments.map((status) => [
    `${marks[status.state]} ${status.environment}`,
    status.version ?? "",
    status.state,
    status.wanted === undefined ? "" : `${status.ready}/${status.wanted}`,
    status.since?.replace("T", " ").slice(0, 16) ?? "",
    status.place,
  ]);
  return [
    ...aligned([["  ENVIRONMENT", "VERSION", "STATE", "READY", "SINCE (UTC)", "PLACE"], ...rows]),
    ...environments.flatMap(({ environment, note }) => (note ? [`! ${environment}: ${note}`] : [])),
    newest === undefined
      ? "No release yet: `chatops release` makes the first one."
      : `Newest release: ${newest ?? "?"}`,
  ];
}
