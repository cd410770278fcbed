import type { Language } from "./language.ts";
import { firstMatch, type Source } from "./scan.ts";

/** Where the program takes the signal that asks it to end. */
export const detectStop = (sources: readonly Source[], { stops }: Language): string | undefined =>
  firstMatch(sources, stops)?.at;
