import type { Verdict } from "./verdict.ts";

const mostEvidence = 12;

export interface FailedRollout {
  version: string;
  environment: string;
  verdict: Verdict;
  /** What runs there now, as a sentence. */
  now: string;
  /** Path of the file with all that was seen; undefined where it could not be written. */
  evidence: string | undefined;
}

/** One screen for whoever is on call: what failed and why, what runs now, what to do. */
export function screenOf({ version, environment, verdict, now, evidence }: FailedRollout): string[] {
  const [guilty = "", ...more] = verdict.evidence;
  return [
    `✖ ${version} failed in ${environment}: ${verdict.cause}`,
    ...(guilty ? [`  ▶ ${guilty}`] : []),
    ...more.slice(0, mostEvidence).map((line) => `  │ ${line}`),
    `→ ${verdict.fix}`,
    `  ${now}`,
    ...(evidence ? [`  Evidence: ${evidence}`] : []),
  ];
}
