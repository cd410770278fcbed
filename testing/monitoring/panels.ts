import { expect } from "vitest";
import type { Panel } from "./dashboard.ts";
import type { startPrometheus } from "./prometheus.ts";

type Query = Awaited<ReturnType<typeof startPrometheus>>["query"];

/** Goes on with the load until Prometheus answers every query of all panels with numbers. */
export async function answerAll(panels: Panel[], query: Query, load: () => Promise<void>): Promise<void> {
  await expect
    .poll(
      async () => {
        await load();
        const open = panels.flatMap(({ title, queries }) => queries.map((text) => ({ title, text })));
        const answers = await Promise.all(
          open.map(async ({ title, text }) => ({ title, text, found: await query(text) })),
        );
        return answers.filter(({ found }) => !found.some(({ value }) => Number.isFinite(Number(value[1]))));
      },
      { timeout: 60_000, interval: 500 },
    )
    .toEqual([]);
}
