import { rm } from "node:fs/promises";
import { messageOf } from "../../../../lib/errors.ts";
import { fetchPullCommit } from "../../../adapters/git/pull-commit.ts";
import type { OpenPull } from "../../../adapters/git-hosts/pulls.ts";
import { type PreviewNews, previewMark } from "../../../domain/git-hosts/preview-comment.ts";
import { outcomeOf } from "../../../domain/serve/program-outcome.ts";
import { approves } from "../../../domain/serve/pulls/approval.ts";
import type { PullRecord } from "../../../domain/serve/pulls/record.ts";
import { newsOfRecord } from "../../../domain/serve/pulls/shown.ts";
import { stepFor } from "../../../domain/serve/pulls/step.ts";
import { sayOn } from "./comment.ts";
import { type Previewing, runPreview } from "./program.ts";
import type { ListedPreview, Tending } from "./tending.ts";

/** Does what is to be done about one open pull request. */
export async function tendPull(
  tending: Tending,
  previewing: Previewing,
  pull: OpenPull,
  there: readonly ListedPreview[],
): Promise<void> {
  const { records, board } = tending;
  const { number, head, isFork, ref } = pull;
  const record = (await records.read(number)) ?? { number, waits: 0 };
  const preview = there.find((each) => each.number === number);
  const before = newsOfRecord(record, preview);
  if (before && !board.knows(number)) board.note(number, before);
  const running = preview?.isHealthy ? preview.commit : undefined;
  const known = {
    head,
    isFork,
    isReachable: ref !== undefined,
    record,
    isRoomMade: tending.isRoomMade,
    running,
    now: Date.now(),
  };
  switch (stepFor(known)) {
    case "nothing":
      return;
    case "say that it has none":
      return say(tending, record, { state: "unreachable" });
    case "ask":
      return ask(tending, record, head);
    case "adopt":
      return adopt(tending, record, preview, head);
    case "look for an answer":
      if (!(await findApproval(tending, record, head))) return;
      return tendPull(tending, previewing, pull, there);
    case "create":
      return create(tending, previewing, pull, record);
  }
}

async function say({ pulls, place, records, board }: Tending, record: PullRecord, news: PreviewNews): Promise<void> {
  board.note(record.number, news);
  const said = await sayOn(pulls, place.name, record, news);
  await records.keep(said.record);
}

/** Says that a commit of a fork waits; what was approved before counts no more. */
async function ask({ pulls, place, records, board }: Tending, record: PullRecord, head: string): Promise<void> {
  board.note(record.number, { state: "asked", commit: head });
  const said = await sayOn(pulls, place.name, record, { state: "asked", commit: head });
  const { approved: _, ...rest } = said.record;
  // That it says so already, from before everything was forgotten, is no time that anybody could know.
  await records.keep({ ...rest, ...(said.at !== undefined && { announced: { commit: head, at: said.at } }) });
}

/** Whether somebody who may write lets this very commit be built; that is kept. */
async function findApproval({ place, pulls, records }: Tending, record: PullRecord, head: string): Promise<boolean> {
  const asked = { head, announcedAt: record.announced?.at };
  const isOurs = (text: string) => text.startsWith(previewMark(place.name));
  for await (const comment of pulls.comments(record.number)) {
    if (
      comment.id === record.comment?.id ||
      isOurs(comment.text) ||
      !approves(comment, asked) ||
      !(await pulls.mayWrite(comment.author))
    )
      continue;
    await records.keep({ ...record, approved: { commit: head, by: comment.name } });
    return true;
  }
  return false;
}

async function adopt(
  tending: Tending,
  record: PullRecord,
  preview: ListedPreview | undefined,
  head: string,
): Promise<void> {
  const until = preview?.expiresAt ?? "";
  const news = { state: "ready", commit: head, address: preview?.address, until } as const;
  const done = { ...record, commit: head, outcome: "done", endedAt: new Date().toISOString() } as const;
  await say(tending, done, news);
}

async function create(
  tending: Tending,
  previewing: Previewing,
  { number, head, ref = "", isFork }: OpenPull,
  record: PullRecord,
): Promise<void> {
  const { place, pulls, records, board, slots, steps, telemetry, clone, signal } = tending;
  await slots.runs.use(async () => {
    // It may have waited for long: the newest commit is another one's turn, and another one's approval.
    const now = await pulls.find(number);
    if (now?.head !== head) return;
    if (!(await fetchPullCommit(clone, { ref, commit: head }, { env: place.env, signal }))) return;
    const short = `${place.name} pull request ${number} ${head.slice(0, 7)}`;
    steps.note(`${short}: begins`);
    board.note(number, { state: "under way", commit: head });
    const by = isFork ? record.approved?.by : undefined;
    const { outcome: _, endedAt: __, ...rest } = record;
    const waited = record.commit === head && record.outcome === "waiting";
    const begun = { ...rest, commit: head, waits: waited ? record.waits : 0 };
    // What waits says so until it goes on.
    const said = waited
      ? { record: begun }
      : await sayOn(pulls, place.name, begun, { state: "under way", commit: head, by });
    await records.keep(said.record);
    await rm(records.eventsOf(number), { force: true });
    const ended = await runPreview(["create", String(number), "--commit", head], previewing, records.eventsOf(number));
    const outcome = outcomeOf(ended.exitCode, { isStopping: signal.aborted });
    if (outcome === "interrupted") return;
    const why = ended.message ?? "it was ended from outside, or took too long";
    const waits = outcome === "waiting" ? begun.waits + 1 : 0;
    const after: PullRecord = { ...said.record, outcome, waits, endedAt: new Date().toISOString() };
    await records.keep(after);
    telemetry.preview(place.name, outcome);
    if (outcome === "done") steps.note(`${short}: done`);
    else if (outcome === "waiting") steps.note(`${short}: waits, ${why}`);
    else steps.warn(`${short}: failed, ${why}`, `What it told is in ${records.eventsOf(number)}.`);
    await tell(tending, after, newsOf(ended, { outcome, head, why }));
  });
}

function newsOf(
  { result }: Awaited<ReturnType<typeof runPreview>>,
  { outcome, head: commit, why }: { outcome: PullRecord["outcome"]; head: string; why: string },
): PreviewNews {
  if (outcome === "waiting") return { state: "waiting", commit, why };
  if (outcome === "done" && result?.kind === "Preview")
    return { state: "ready", commit, address: result.address, until: result.expiresAt };
  const promotion = result?.kind === "Preview" ? result.promotion : undefined;
  const runsOn = promotion?.outcome === "failed" && promotion.aftermath.did === "rolledBack";
  return { state: "failed", commit, why, runsOn };
}

/** A host that does not answer now is told with the next commit; nothing is built again for that. */
async function tell(tending: Tending, record: PullRecord, news: PreviewNews): Promise<void> {
  const { place, telemetry, steps, signal } = tending;
  try {
    await say(tending, record, news);
    telemetry.report(place.name, "sent");
  } catch (error) {
    if (signal.aborted) return;
    telemetry.report(place.name, "failed");
    steps.warn(`${place.name}: its host was not told: ${place.mask.redact(messageOf(error))}`);
  }
}
