import { firstMatch, type Source } from "./scan.ts";

/** Where the program takes the signal that asks it to end. */
export const detectStop = (sources: readonly Source[]): string | undefined =>
  firstMatch(sources, /["'`]SIGTERM["'`]|\benableShutdownHooks\b|\bclose-with-grace\b|\bterminus\b/g)?.at;
