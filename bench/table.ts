import { aligned } from "../lib/table.ts";

/** A figure: what, with chatops, beside the bare tools, how they compare, and the goal. */
export type Row = [what: string, chatops: string, beside: string, compared: string, goal: string];

export const table = (rows: readonly Row[]): string[] =>
  aligned([["figure", "chatops", "beside", "compared", "goal"], ...rows]);
