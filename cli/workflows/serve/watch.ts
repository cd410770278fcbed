import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../../../lib/errors.ts";
import { lookAtHeads } from "../../adapters/git/http-heads.ts";
import type { Slots } from "../../core/slots.ts";
import type { Steps } from "../../core/steps.ts";
import { isDue } from "../../domain/serve/due.ts";
import type { RunRecord } from "../../domain/serve/run-record.ts";
import type { Bell } from "./bell.ts";
import { readHold } from "./hold.ts";
import type { Place } from "./places.ts";
import { type Due, goOnWith, type RunContext, runCommit } from "./run.ts";
import type { Telemetry } from "./telemetry.ts";

export interface Watch extends RunContext {
  place: Place;
  bell: Bell;
  intervalMs: number;
  /** For runs, and for questions to remotes. */
  slots: { runs: Slots; looks: Slots };
  telemetry: Telemetry;
  steps: Pick<Steps, "note" | "warn">;
  /** Told when the remote was asked, whatever came of it, or a run goes on; the first time counts. */
  onFirstLook: () => void;
}

/** File by which somebody on this machine rings the bell. */
export const retryFile = (folder: string): string => join(folder, "retry");

/**
 * Brings what is new on the remote to where it runs, until serve is stopped: at the start, when the bell rings, and after
 * each interval. One run at a time, and always of what is the newest commit when its turn comes.
 */
export async function watchRepository(watch: Watch): Promise<void> {
  const { place, bell, intervalMs, signal, steps } = watch;
  const compared = new Set<string>();
  const tellTrouble = onceEach((text) => steps.warn(`${place.name}: ${text}`, "It is looked at again after a while."));
  let isFirst = true;
  let isSettled = false;
  while (!signal.aborted) {
    let ran = false;
    try {
      if (!isSettled) await settleEarlier(watch, compared);
      isSettled = true;
      ran = await lookAndRun(watch, compared);
      if (!ran) await settleReports(watch);
      tellTrouble(undefined);
    } catch (error) {
      if (!signal.aborted) tellTrouble(messageOf(error));
    }
    if (isFirst) watch.onFirstLook();
    isFirst = false;
    if (!ran) await bell.wait(intervalMs, signal);
  }
}

/** Tells a trouble when it comes, and not again as long as it stays. */
function onceEach(tell: (text: string) => void): (trouble: string | undefined) => void {
  let told: string | undefined;
  return (trouble) => {
    if (trouble !== undefined && trouble !== told) tell(trouble);
    told = trouble;
  };
}

/** What an earlier serve was killed over ends first, unless it goes on without it; the rest counts as interrupted. */
async function settleEarlier(watch: Watch, compared: Set<string>): Promise<void> {
  const { place, runs, runner, slots, steps, signal } = watch;
  for (const record of await runner.settle(place, signal)) {
    const short = shortOf(place, record);
    steps.note(`${short}: goes on`);
    watch.onFirstLook();
    tell(steps, short, await slots.runs.use(() => goOnWith(place, record, watch)));
    compared.add(record.branch);
  }
  if (signal.aborted) return;
  for (const branch of place.settings.branches) {
    const last = runs.last(branch);
    if (last && !last.outcome) await runs.keep({ ...last, outcome: "interrupted", endedAt: new Date().toISOString() });
  }
}

/** What the host does not know yet of how the last runs ended. */
async function settleReports({ place, runs, reporter }: Watch): Promise<void> {
  for (const branch of place.settings.branches) {
    const last = runs.last(branch);
    if (last) await reporter.settle(last);
  }
}

/** Whether a run was made, so that another one may be due. */
async function lookAndRun(watch: Watch, compared: Set<string>): Promise<boolean> {
  const { place, slots, steps } = watch;
  const found = await findDue(watch, compared);
  if (!found) return false;
  return slots.runs.use(async (hasWaited) => {
    // It may have waited for long: what is the newest now?
    const due = hasWaited ? await findDue(watch, compared) : found;
    if (!due) return false;
    const short = shortOf(place, due);
    steps.note(`${short}: begins`);
    const ended = await runCommit(place, due, watch);
    compared.add(due.branch);
    tell(steps, short, ended);
    return true;
  });
}

const shortOf = ({ name }: Place, { branch, commit }: Pick<Due, "branch" | "commit">): string =>
  `${name} ${branch} ${commit.slice(0, 7)}`;

function tell({ note, warn }: Watch["steps"], what: string, { outcome, version, message, id }: RunRecord): void {
  const said = [`${what}: ${outcome ?? "goes on without serve"}`, version, message].filter(Boolean).join(", ");
  if (outcome === "failed") warn(said, `What it told is in the folder of the run ${id}.`);
  else note(said);
}

async function findDue(watch: Watch, compared: ReadonlySet<string>): Promise<Due | undefined> {
  const { place, bell, runs } = watch;
  await ringForFile(watch);
  if (await readHold(place.folder)) return undefined;
  const { rungAt } = bell;
  const heads = await readRemote(watch);
  const now = Date.now();
  for (const branch of place.settings.branches) {
    const head = heads.get(branch);
    const last = runs.last(branch);
    if (!head || !isDue({ head, last, rungAt, isFirst: !compared.has(branch), now })) continue;
    const rungFor = rungAt !== undefined && rungAt > (Date.parse(last?.endedAt ?? "") || 0) ? rungAt : now;
    return { branch, commit: head, seenAt: rungFor };
  }
  return undefined;
}

/** The last thing that somebody asked for by `--retry`. */
async function ringForFile({ place, bell }: Watch): Promise<void> {
  const file = retryFile(place.folder);
  if (!(await stat(file).catch(() => undefined))) return;
  await rm(file, { force: true });
  bell.ring();
}

async function readRemote({
  place,
  slots,
  telemetry,
  signal,
  onFirstLook,
}: Watch): Promise<ReadonlyMap<string, string>> {
  const { settings, env, folder, name } = place;
  try {
    const heads = await slots.looks.use(() => lookAtHeads(folder, settings.url, settings.branches, { env, signal }));
    telemetry.look(name, "answered");
    return heads;
  } catch (error) {
    telemetry.look(name, "failed");
    throw error;
  } finally {
    // Whatever is due now may take long, and nobody who waits for serve has to wait for that.
    onFirstLook();
  }
}
