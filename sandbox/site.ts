import type { Paths } from "./paths.ts";

/** Where a sandbox is made, and who hears of it. */
export interface Site {
  paths: Paths;
  /** Takes one line for people, without a line break. */
  report: (line: string) => void;
}
