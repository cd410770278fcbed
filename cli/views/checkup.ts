import type { Check, CheckupResult } from "../results/checkup.ts";

const marks: Readonly<Record<Check["state"], string>> = { well: "✔", failed: "✖", "not needed": "-" };

/** A line for each part, and below what is wrong with one the way to mend it. */
export function checkupLines({ checks }: CheckupResult): string[] {
  const widest = Math.max(0, ...checks.map(({ part }) => part.length));
  return checks.flatMap(({ part, state, note, fix }) => [
    `${marks[state]} ${part.padEnd(widest)}  ${note || state}`,
    ...(fix ? [`  → ${fix}`] : []),
  ]);
}
