import type { LogsResult } from "../results/logs.ts";

/** The lines were told already; what is left to say is that there are none. */
export function logsLines({ environment, previous, sources }: LogsResult): string[] {
  if (sources.some(({ lines }) => lines > 0)) return [];
  if (sources.length > 0) return [`Nothing was written in ${environment} in that time.`];
  return [previous ? `No container of ${environment} was started again.` : `Nothing runs in ${environment}.`];
}
