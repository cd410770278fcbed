import { join } from "node:path";
import { z } from "zod";
import { readState, writeState } from "../../../adapters/state.ts";
import { type PromotionRequest, promotionRequest } from "../../../domain/serve/run-record.ts";

/** The one promotion that is asked for of each environment; a newer one takes its place. */
export interface Requests {
  of(environment: string): PromotionRequest | undefined;
  ask(request: PromotionRequest): Promise<void>;
  drop(environment: string): Promise<void>;
}

export async function openRequests(folder: string): Promise<Requests> {
  const file = join(folder, "requests.json");
  const kept = z.array(promotionRequest).safeParse(parsed(await readState(file))).data ?? [];
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
