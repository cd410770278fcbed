import { join } from "node:path";
import { clean } from "../../../lib/secrets.ts";
import { writeState } from "../../adapters/state.ts";

/** Keeps all that was seen of a failure below an environment's folder on this machine. Resolves to the file. */
export async function keepEvidence(folder: string, seen: { version: string; at: string }): Promise<string> {
  const file = join(folder, "evidence", `${seen.at.replaceAll(":", "-")}-${seen.version}.json`);
  await writeState(file, `${JSON.stringify(clean(seen), null, 2)}\n`);
  return file;
}
