import { aligned } from "../../../lib/table.ts";

/** What runs in one environment. */
export interface EnvironmentStatus {
  environment: string;
  /** `staging-cluster, namespace chat`, or the Compose project. */
  place: string;
  /** `unknown` where the place could not be asked. */
  state: "healthy" | "degraded" | "empty" | "unknown";
  /** Recorded healthy there last; undefined where nothing was, or nothing runs. */
  version?: string | undefined;
  /** The image as it runs. */
  image?: string | undefined;
  ready?: number | undefined;
  wanted?: number | undefined;
  /** Since when it is recorded healthy, ISO 8601. */
  since?: string | undefined;
  /** What is strange about it, or why it could not be asked. */
  note?: string | undefined;
}

const marks: Readonly<Record<EnvironmentStatus["state"], string>> = {
  healthy: "✔",
  degraded: "✖",
  empty: "-",
  unknown: "?",
};

/** A table with a line for each environment, and what is strange below it. */
export function renderStatus(all: readonly EnvironmentStatus[], newest: string | null | undefined): string[] {
  const rows = all.map((status) => [
    `${marks[status.state]} ${status.environment}`,
    status.version ?? "",
    status.state,
    status.wanted === undefined ? "" : `${status.ready}/${status.wanted}`,
    status.since?.replace("T", " ").slice(0, 16) ?? "",
    status.place,
  ]);
  return [
    ...aligned([["  ENVIRONMENT", "VERSION", "STATE", "READY", "SINCE (UTC)", "PLACE"], ...rows]),
    ...all.flatMap(({ environment, note }) => (note ? [`! ${environment}: ${note}`] : [])),
    newest === undefined
      ? "No release yet: `chatops release` makes the first one."
      : `Newest release: ${newest ?? "?"}`,
  ];
}
