import { join } from "node:path";
import { z } from "zod";
import { readState, writeState } from "../../../adapters/state.ts";

const memory = z.object({
  /** The chat server that all of this is of. */
  url: z.string(),
  /** Proves who this is, where serve.yaml has nothing that does. */
  token: z.string(),
  /** The last message that was dealt with, and when it was stored, by the server's clock. */
  last: z.string(),
  at: z.number(),
  /** What people had begun, and were not told the end of. */
  followed: z.array(z.object({ repository: z.string(), run: z.string(), re: z.string().optional() })),
});

export type Memory = z.infer<typeof memory>;
export type Followed = Memory["followed"][number];

/** What the bot knows after a restart. */
export interface BotMemory {
  get(): Memory;
  keep(change: Partial<Memory>): Promise<void>;
}

/** What is kept of another server, or is none of ours, counts for nothing. */
export async function openMemory(folder: string, url: string): Promise<BotMemory> {
  const file = join(folder, "chat.json");
  const kept = parsed(await readState(file));
  let now: Memory = kept?.url === url ? kept : { url, token: "", last: "", at: 0, followed: [] };
  let written: Promise<unknown> = Promise.resolve();
  return {
    get: () => now,
    async keep(change) {
      now = { ...now, ...change };
      const text = `${JSON.stringify(now)}\n`;
      const writing = written.catch(() => {}).then(() => writeState(file, text));
      written = writing;
      await writing;
    },
  };
}

function parsed(content: Uint8Array | undefined): Memory | undefined {
  try {
    return memory.parse(JSON.parse(Buffer.from(content ?? "").toString()));
  } catch {
    return undefined;
  }
}
