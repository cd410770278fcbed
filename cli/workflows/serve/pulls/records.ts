import { rm } from "node:fs/promises";
import { join } from "node:path";
import { listState, readState, writeState } from "../../../adapters/state.ts";
import { readPullNumber } from "../../../domain/preview/names.ts";
import { type PullRecord, pullRecord } from "../../../domain/serve/pulls/record.ts";

/** What is remembered of the pull requests of a repository: a folder for each. */
export interface PullRecords {
  read(number: number): Promise<PullRecord | undefined>;
  keep(record: PullRecord): Promise<void>;
  /** Of those that are closed nothing is kept. */
  forget(number: number): Promise<void>;
  numbers(): Promise<number[]>;
  /** Where what the last run of it told is kept. */
  eventsOf(number: number): string;
}

export function openPullRecords(folder: string): PullRecords {
  const above = join(folder, "pulls");
  const fileOf = (number: number, name: string) => join(above, String(number), name);
  return {
    async read(number) {
      const content = await readState(fileOf(number, "pull.json"));
      try {
        return content && pullRecord.parse(JSON.parse(Buffer.from(content).toString()));
      } catch {
        return undefined;
      }
    },
    keep: (record) => writeState(fileOf(record.number, "pull.json"), `${JSON.stringify(record)}\n`),
    forget: (number) => rm(join(above, String(number)), { recursive: true, force: true }),
    numbers: async () => (await listState(above)).flatMap((name) => readPullNumber(name) ?? []),
    eventsOf: (number) => fileOf(number, "events.ndjson"),
  };
}
