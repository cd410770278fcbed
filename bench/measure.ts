/** Milliseconds that a task takes. */
export async function timed(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The median of what a task takes, run so many times. */
export async function medianOf(rounds: number, task: () => Promise<unknown>): Promise<number> {
  const { task: taken } = await inTurns(rounds, { task });
  return taken;
}

/** Medians of several tasks, run in turns: whatever else the machine does meets all of them alike. */
export async function inTurns<Name extends string>(
  rounds: number,
  tasks: Record<Name, () => Promise<unknown>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(tasks) as Name[];
  const taken = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) taken.get(name)?.push(await timed(tasks[name]));
  }
  return Object.fromEntries(names.map((name) => [name, median(taken.get(name) ?? [])])) as Record<Name, number>;
}

export const ms = (milliseconds: number): string =>
  milliseconds >= 1_000 ? `${(milliseconds / 1_000).toFixed(2)} s` : `${Math.round(milliseconds)} ms`;
