import { join } from "node:path";
import { z } from "zod";
import { readState, writeState } from "../../../adapters/state.ts";

const request = z.object({
  environment: z.string(),
  version: z.string(),
  by: z.string(),
  /** ISO 8601. */
  at: z.string(),
});

/** A promotion that somebody asked for, and that somebody else is to approve. */
export type PromotionAsked = z.infer<typeof request>;

/** The one promotion that is asked for of each environment; a newer one takes its place. */
export interface Requests {
  of(environment: string): PromotionAsked | undefined;
  ask(request: PromotionAsked): Promise<void>;
  drop(environment: string): Promise<void>;
}

export async function openRequests(folder: string): Promise<Requests> {
  const file = join(folder, "requests.json");
  const kept = z.array(request).safeParse(parsed(await readState(file))).data ?? [];
  const all = new Map(kept.map((each) => [each.environment, each]));
  let written: Promise<unknown> = Promise.resolve();
  const write = async () => {
    const text = `${JSON.stringify([...all.values()])}\n`;
    const writing = written.catch(() => {}).then(() => writeState(file, text));
    written = writing;
    await writing;
  };
  return {
    of: (environment) => all.get(environment),
    ask: (asked) => {
      all.set(asked.environment, asked);
      return write();
    },
    drop: async (environment) => {
      if (all.delete(environment)) await write();
    },
  };
}

/** What was not written by us is no request. */
function parsed(content: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(content ?? "[]").toString());
  } catch {
    return [];
  }
}
