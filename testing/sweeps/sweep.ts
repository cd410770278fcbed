import { expect } from "vitest";
import { isFull } from "../setup/short-run.ts";
import { runWithFault } from "./faulty-run.ts";
import { faultsFor } from "./sweep-plan.ts";
import { lineOf, type Row, summaryOf, writeTable } from "./sweep-table.ts";
import { allFates, type Fate, type SweepTarget } from "./sweep-target.ts";

const seed = Number(process.env.CHATOPS_TEST_SEED ?? 1);
/** How many faults each next version meets; `Infinity` for every use of everything, which takes more than an hour. */
const most = Number(process.env.CHATOPS_TEST_FAULTS ?? (isFull ? 15 : 1));

/** Goes through the faults of a place, writes the table of all runs, and names each that did harm. */
export async function expectNoHarm(name: string, place: SweepTarget, fates: readonly Fate[] = allFates): Promise<void> {
  console.log(`${name}: CHATOPS_TEST_SEED=${seed}`);
  const rows: Row[] = [];
  const start = performance.now();
  try {
    for await (const row of sweep(place, fates)) {
      console.log(lineOf(row));
      rows.push(row);
    }
  } finally {
    const seconds = Math.round((performance.now() - start) / 1_000);
    const all = `${rows.length} runs, and what was to be done between them, in ${seconds} s: ${writeTable(name, rows)}`;
    console.log([...summaryOf(rows), all].join("\n"));
  }
  const harmful = rows.filter(({ problems }) => problems.length > 0);
  expect(harmful.map(lineOf).join("\n")).toBe("");
}

/**
 * Brings each next version over a healthy one: once without any fault, which counts what is used and shows how it ends,
 * then with one fault at a time.
 */
async function* sweep(place: SweepTarget, fates: readonly Fate[]): AsyncGenerator<Row> {
  for (const next of place.nexts.filter(({ fate }) => fates.includes(fate))) {
    const { row, ran, uses } = await runWithFault(place, next);
    yield row;
    for (const fault of faultsFor(place, next, { uses, seed, most })) {
      yield (await runWithFault(place, next, { fault, usual: ran })).row;
    }
  }
}
