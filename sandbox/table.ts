import type { PartState } from "./parts/part.ts";

const headings = { name: "PART", running: "STATE", version: "VERSION", origin: "ORIGIN", address: "ADDRESS" };
type Row = Record<keyof typeof headings, string>;

/** The table of all parts, as lines. */
export function stateTable(states: PartState[]): string[] {
  const rows: Row[] = [headings, ...states.map((state) => ({ ...state, running: state.running ? "ready" : "off" }))];
  const columns = Object.keys(headings) as (keyof Row)[];
  const width = (column: keyof Row) => Math.max(...rows.map((row) => row[column].length));
  return rows.map((row) =>
    columns
      .map((column) => row[column].padEnd(width(column)))
      .join("  ")
      .trimEnd(),
  );
}
