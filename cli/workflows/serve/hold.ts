import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readState, writeState } from "../../adapters/state.ts";

const hold = z.object({ by: z.string(), at: z.string() });

/** That somebody holds a repository: nothing of it is released or promoted by itself. */
export type Hold = z.infer<typeof hold>;

const fileIn = (folder: string): string => join(folder, "held.json");

/** Undefined if nobody holds it. What cannot be read holds it too: somebody meant that. */
export async function readHold(folder: string): Promise<Hold | undefined> {
  const content = await readState(fileIn(folder));
  if (!content) return undefined;
  try {
    return hold.parse(JSON.parse(Buffer.from(content).toString()));
  } catch {
    return { by: "somebody", at: "" };
  }
}

export const beginHold = (folder: string, held: Hold): Promise<void> =>
  writeState(fileIn(folder), `${JSON.stringify(held)}\n`);

export const endHold = (folder: string): Promise<void> => rm(fileIn(folder), { force: true });
