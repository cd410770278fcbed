import { z } from "zod";
import type { Incident } from "../../results/incidents.ts";
import type { Promotion } from "./history.ts";

/** Names an incident for good: the environment and when the promotion began. */
const incidentId = (environment: string, { at }: Pick<Promotion, "at">): string =>
  `${environment}-${at.replace(/\.\d+Z$/, "").replaceAll(/[-:Z]/g, "")}`;

/** The promotions of an environment that failed, newest first. */
export const incidentsOf = (environment: string, promotions: readonly Promotion[]): Incident[] =>
  promotions
    .filter(({ outcome }) => outcome === "failed")
    .map((promotion) => {
      const { version, at, by, cause, evidence = [] } = promotion;
      return { id: incidentId(environment, promotion), environment, version, at, by, cause, evidence };
    })
    .reverse();

const lines = z.array(z.string()).catch([]);

/** What is read of the file with the evidence, whichever kind of environment and version of chatops wrote it. */
const evidenceFile = z.object({
  version: z.string(),
  at: z.string(),
  verdict: z.object({ cause: z.string(), fix: z.string(), evidence: lines }),
  timeline: lines,
  pods: z
    .array(z.object({ name: z.string(), logs: z.array(z.object({ container: z.string(), lines })).catch([]) }))
    .catch([]),
  containers: z.array(z.object({ name: z.string(), log: lines })).catch([]),
});

export interface Evidence extends Pick<Incident, "sentence" | "fix" | "timeline" | "logs"> {
  version: string;
  at: string;
  evidence: string[];
}

/** Reads the file with the evidence of a failed promotion; undefined if it is none. */
export function parseEvidence(text: string): Evidence | undefined {
  const read = evidenceFile.safeParse(jsonOf(text)).data;
  if (!read) return undefined;
  const { version, at, verdict, timeline, pods, containers } = read;
  const logs = [
    ...pods.flatMap(({ name, logs }) =>
      logs.map(({ container, lines }) => ({ source: `${name}/${container}`, lines })),
    ),
    ...containers.map(({ name, log }) => ({ source: name, lines: log })),
  ];
  return {
    version,
    at,
    evidence: verdict.evidence,
    sentence: verdict.cause,
    fix: verdict.fix,
    timeline,
    logs: logs.filter((log) => log.lines.length > 0),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
