import { rm } from "node:fs/promises";
import { join } from "node:path";
import { listState, readState, writeState } from "../../adapters/state.ts";
import type { ServeConfig } from "../../core/serve/schema.ts";
import { isRunId, type RunRecord, runRecord } from "../../domain/serve/run-record.ts";

/** What is kept of the runs of one repository: a folder for each, with its record and what it told. */
export interface Runs {
  /** The last run of a branch. */
  last(branch: string): RunRecord | undefined;
  keep(record: RunRecord): Promise<void>;
  /** Whether the end of a run is known to its Git host. */
  isReported(record: RunRecord): Promise<boolean>;
  keepReported(record: RunRecord): Promise<void>;
  eventsOf(record: Pick<RunRecord, "id">): string;
  /** All that are kept, newest first. */
  list(): Promise<RunRecord[]>;
  /** Undefined if there is no such run, also if that is no name of a run. */
  find(id: string): Promise<RunRecord | undefined>;
  /** Removes what is too old or too much; the last run of each branch stays. */
  prune(now: number): Promise<void>;
}

export async function openRuns(folder: string, retention: ServeConfig["retention"]): Promise<Runs> {
  const above = join(folder, "runs");
  const fileOf = (id: string, name: string) => join(above, id, name);
  const last = new Map<string, RunRecord>();
  const listed = async () => (await listState(above)).filter(isRunId).sort();
  const read = async (id: string) => parseRecord(await readState(fileOf(id, "run.json")));
  for (const id of await listed()) {
    const record = await read(id);
    if (record) last.set(record.branch, record);
  }
  return {
    last: (branch) => last.get(branch),
    async keep(record) {
      await writeState(fileOf(record.id, "run.json"), `${JSON.stringify(record)}\n`);
      last.set(record.branch, record);
    },
    // What waited ends more than once under the same id.
    isReported: async ({ id, endedAt }) => String((await readState(fileOf(id, "reported"))) ?? "") === endedAt,
    keepReported: ({ id, endedAt = "" }) => writeState(fileOf(id, "reported"), endedAt),
    eventsOf: ({ id }) => fileOf(id, "events.ndjson"),
    list: async () =>
      (await Promise.all((await listed()).reverse().map(read))).filter((record) => record !== undefined),
    find: async (id) => (isRunId(id) ? read(id) : undefined),
    async prune(now) {
      const kept = [...last.values()].map(({ id }) => id);
      const ids = await listed();
      const isOld = (id: string, index: number) =>
        index < ids.length - retention.runs || now - startOf(id) > retention.age;
      const old = ids.filter((id, index) => isOld(id, index) && !kept.includes(id));
      for (const id of old) await rm(join(above, id), { recursive: true, force: true });
    },
  };
}

/** Undefined of a folder whose run was killed before it had a record, and of what is no record. */
function parseRecord(content: Uint8Array | undefined): RunRecord | undefined {
  try {
    return runRecord.safeParse(JSON.parse(Buffer.from(content ?? "").toString())).data;
  } catch {
    return undefined;
  }
}

/** `20261129T191403123Z-3f2a1b0` in milliseconds. */
const startOf = (id: string): number =>
  Date.parse(id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-[0-9a-f]{7}$/, "$1-$2-$3T$4:$5:$6.$7Z"));
