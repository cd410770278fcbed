import { clean } from "../../lib/secrets.ts";
import type { Result } from "../results/all.ts";
import { coloured } from "./reporter/colours.ts";

/** Prints what a person reads of a result. */
export async function printLines(result: Result): Promise<void> {
  const { linesOf } = await import("../views/all.ts");
  for (const line of clean(linesOf(result))) process.stdout.write(`${coloured(line, process.stdout)}\n`);
}

/** Prints a result as the one JSON document of a run. */
export function printDocument(result: Result): void {
  process.stdout.write(`${JSON.stringify(clean(result), null, 2)}\n`);
}
