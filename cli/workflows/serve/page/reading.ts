import { readFile } from "node:fs/promises";
import { readEventLog } from "../../../adapters/event-log.ts";
import { isInside } from "../../../adapters/folders.ts";
import type { Answer } from "../../../adapters/http-listener.ts";
import { stateFolder } from "../../../adapters/state.ts";
import type { RunRecord } from "../../../domain/serve/run-record.ts";
import type { AnyResult } from "../../../results/all.ts";
import { type HistoryResult, historyResult } from "../../../results/history.ts";
import type { Runs } from "../runs.ts";
import { eventIn } from "../told.ts";
import { json, refuse, unknown } from "./answers.ts";
import type { Desk } from "./desk.ts";
import { ask } from "./looks.ts";
import { withWords } from "./overview.ts";
import type { OfDesk } from "./routes.ts";
import { logTeller, type Streams } from "./streams.ts";

const mostRuns = 100;

/** The runs of a repository, newest first, what people had done among them. */
export const listRuns: OfDesk = async (_, desk) => {
  const all = (await Promise.all([desk.runs.list(), desk.acts.list()])).flat();
  const newest = all.sort((one, other) => other.startedAt.localeCompare(one.startedAt)).slice(0, mostRuns);
  return json({ runs: await Promise.all(newest.map((run) => withWords(desk, run))) });
};

interface Found {
  run: RunRecord;
  kept: Runs;
}

async function findRun(desk: Desk, id = ""): Promise<Found | undefined> {
  // One that begins in this moment is shown already, and may not be kept yet.
  const begun = [...desk.active.values()].find((run) => run.id === id);
  if (begun) return { run: begun, kept: desk.acts };
  for (const kept of [desk.runs, desk.acts]) {
    const run = await kept.find(id);
    if (run) return { run, kept };
  }
  return undefined;
}

type OfRun = (found: Found, desk: Desk) => Promise<Answer>;

const ofRun =
  (answer: OfRun): OfDesk =>
  async ({ at }, desk) => {
    const found = await findRun(desk, at.run);
    return found ? answer(found, desk) : unknown();
  };

export const showRun = ofRun(async ({ run }, desk) => json({ run: await withWords(desk, run) }));

/** The log of a run as it grows. A browser that comes back says how far it read. */
export const followRun =
  (streams: Streams): OfDesk =>
  async ({ at, request, until }, desk) => {
    const found = await findRun(desk, at.run);
    if (!found) return unknown();
    const { run, kept } = found;
    const from = Number(/^\d{1,10}$/.exec(request.headers["last-event-id"] ?? "")?.[0] ?? 0);
    return streams.open(
      until,
      250,
      logTeller(kept.eventsOf(run), from, async () => (await findRun(desk, run.id))?.run),
    );
  };

/** The log of a run as a file. */
export const downloadLog = ofRun(async ({ run, kept }) => ({
  status: 200,
  body: "",
  type: "application/x-ndjson; charset=utf-8",
  headers: { "content-disposition": `attachment; filename="${run.repository}-${run.id}.ndjson"` },
  stream: async (write, closed) => {
    for (let from = 0; !closed.aborted; ) {
      const { lines, next } = await readEventLog(kept.eventsOf(run), from);
      if (lines.length === 0) return;
      await write(`${lines.join("\n")}\n`);
      from = next;
    }
  },
}));

/** What was seen of a failure, as a promotion wrote it to a file of this machine. */
export const showEvidence = ofRun(async ({ run, kept }, desk) => {
  const file = await evidenceOf(kept.eventsOf(run));
  // A program wrote that name: nothing else of this machine is shown by it.
  if (file === undefined || !(await isInside(stateFolder(desk.env, ""), file))) return unknown();
  return { status: 200, body: desk.place.mask.redact(await readFile(file, "utf8")), type: "text/plain; charset=utf-8" };
});

async function evidenceOf(log: string): Promise<string | undefined> {
  let evidence: string | undefined;
  for (let from = 0; ; ) {
    const { lines, next } = await readEventLog(log, from);
    if (lines.length === 0) return evidence;
    for (const line of lines.filter((each) => each.includes('"type":"result"'))) {
      const event = eventIn(line);
      if (event?.type === "result") evidence = evidenceIn(event.result as AnyResult) ?? evidence;
    }
    from = next;
  }
}

function evidenceIn(result: AnyResult): string | undefined {
  if (result.kind === "Promotions") return result.promotions.map(evidenceIn).find((each) => each !== undefined);
  return result.kind === "Promotion" && result.outcome === "failed" ? result.evidence : undefined;
}

const patienceMs = 30_000;

/** Every promotion into an environment, as its history has it; undefined if it does not answer. */
export async function historyOf(desk: Desk, environment: string): Promise<HistoryResult | undefined> {
  const signal = AbortSignal.timeout(patienceMs);
  const command = ["history", "--env", environment, "--limit", "30"];
  const told = await desk.project.use((directory) => ask(desk, [...command, "--cwd", directory], signal), signal);
  return historyResult.safeParse(told).data;
}

export const showHistory: OfDesk = async ({ at }, desk) => {
  const name = at.environment ?? "";
  if (!knowsEnvironment(desk, name)) return unknown();
  const history = await historyOf(desk, name);
  return history ? json(history) : refuse(502, "silent", "The environment did not answer.");
};

export const knowsEnvironment = ({ seen }: Desk, name: string): boolean =>
  Object.hasOwn(seen?.environments ?? {}, name);
