import type { HoldResult } from "../results/hold.ts";

/** What a person reads once an environment is held, or goes on. */
export const holdLines = ({ environment, held, dryRun }: HoldResult): string[] => {
  if (dryRun) return [`Would ${held ? "hold" : "let go on"} ${environment}; nothing was changed.`];
  return [
    held
      ? `${environment} is held: nothing is promoted there by itself until chatops hold --env ${environment} --end`
      : `${environment} goes on.`,
  ];
};
