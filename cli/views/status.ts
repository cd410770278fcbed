import { aligned } from "../../lib/table.ts";
import type { Drift, EnvironmentStatus, StatusResult } from "../results/status.ts";

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
    status.since ? minuteOf(status.since) : "",
    status.place,
  ]);
  return [
    ...aligned([["  ENVIRONMENT", "VERSION", "STATE", "READY", "SINCE (UTC)", "PLACE"], ...rows]),
    ...environments.flatMap((status) => strangeOf(status).map((line) => `! ${status.environment}: ${line}`)),
    newest === undefined
      ? "No release yet: `chatops release` makes the first one."
      : `Newest release: ${newest ?? "?"}`,
  ];
}

const mostDrift = 8;

/** What is to be known of an environment, whatever its state. */
function strangeOf(status: EnvironmentStatus): string[] {
  const { environment, version, note, hint, held, lastRestart, restarts, drift = [] } = status;
  const told = drift.filter(({ object, field }) => field !== "" || !note?.includes(object));
  const rest = told.length - mostDrift;
  return [
    ...[note, hint].filter((line) => line !== undefined),
    ...(held ? [heldLine(held)] : []),
    ...(restarts && lastRestart ? [restartLine(restarts, lastRestart)] : []),
    ...told.slice(0, mostDrift).map(driftLine),
    ...(rest > 0 ? [`${rest} more fields are not as the release has them`] : []),
    ...(drift.length > 0 && version ? [`to fix it: chatops promote ${version} --env ${environment} --reapply`] : []),
  ];
}

function heldLine({ from, to, by = "somebody", at }: NonNullable<EnvironmentStatus["held"]>): string {
  const when = at ? ` at ${minuteOf(at)}` : "";
  return from === undefined ? `held by ${by}${when}` : `${by} rolled ${from} back to ${to}${when}`;
}

function restartLine(restarts: number, { name, at, exitCode, reason }: NonNullable<EnvironmentStatus["lastRestart"]>) {
  const why = [reason, exitCode === undefined ? undefined : `exit code ${exitCode}`].filter(Boolean).join(", ");
  const times = restarts === 1 ? "once" : `${restarts} times`;
  return `started again ${times}, last ${name} at ${minuteOf(at)}${why ? `: ${why}` : ""}`;
}

function driftLine({ object, field, expected, found, since, by }: Drift): string {
  const who = [by && `by ${by}`, since && `at ${minuteOf(since)}`].filter(Boolean).join(" ");
  if (field === "") return `${object} is gone`;
  const values = [found !== undefined && `is ${found}`, expected !== undefined && `the release has ${expected}`];
  const what = values.filter(Boolean).join(", ") || "is not as the release has it";
  return `${object} ${field} ${what}${who ? ` (changed ${who})` : ""}`;
}

const minuteOf = (at: string): string => at.replace("T", " ").slice(0, 16);
