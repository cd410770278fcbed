/** A figure: what, with chatops, beside the bare tools, how they compare, and the goal. */
export type Row = [what: string, chatops: string, beside: string, compared: string, goal: string];

export function table(rows: readonly Row[]): string[] {
  const all: Row[] = [["figure", "chatops", "beside", "compared", "goal"], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
