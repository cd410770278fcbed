import { aligned } from "../../lib/table.ts";
import type { Incident, IncidentsResult } from "../results/incidents.ts";

/** A table of promotions that failed, or all that is known of one. */
export function incidentsLines({ incidents, shown }: IncidentsResult): string[] {
  if (shown) return incidents.flatMap(incidentLines);
  if (incidents.length === 0) return ["No promotion has failed."];
  const rows = incidents.map(({ id, version, cause = "", by = "", evidence: [first = ""] }) => [
    id,
    version,
    cause,
    by,
    first.slice(0, 80),
  ]);
  return aligned([["INCIDENT", "VERSION", "CAUSE", "BY", "LINE"], ...rows]);
}

function incidentLines(incident: Incident): string[] {
  const { environment, version, at, by, cause, evidence, sentence, fix, file, timeline = [], logs = [] } = incident;
  const [guilty, ...more] = evidence;
  return [
    `✖ ${version} failed in ${environment}: ${sentence ?? cause ?? "for a cause that was not recorded"}`,
    ...(guilty ? [`  ▶ ${guilty}`] : []),
    ...more.map((line) => `  │ ${line}`),
    ...(fix ? [`→ ${fix}`] : []),
    `  promoted  ${at}${by ? ` by ${by}` : ""}`,
    ...(cause ? [`  cause     ${cause}`] : []),
    ...timeline.map((line) => `  pod       ${line}`),
    ...logs.flatMap(({ source, lines }) => [`  log of ${source}`, ...lines.map((line) => `  │ ${line}`)]),
    file ? `  Evidence: ${file}` : "  The evidence is on the machine that promoted it.",
  ];
}
