import { setTimeout as pause } from "node:timers/promises";
import type { Event } from "../../../core/events.ts";
import { createStory } from "../../../domain/serve/chat/story.ts";
import { noticeOf } from "../../../domain/serve/notice.ts";
import type { RunRecord } from "../../../domain/serve/run-record.ts";
import type { Desk } from "../page/desk.ts";
import { logTeller } from "../page/streams.ts";

export interface Following {
  desk: Desk;
  run: string;
  /** Where the run is shown; undefined if nowhere. */
  linkTo: (run: RunRecord) => string | undefined;
  say: (line: string) => void;
  signal: AbortSignal;
}

const lookMs = 500;
/** People read no faster. */
const podsMs = 3_000;

/** Tells what becomes of what somebody had begun, until it has ended. Answers whether it has. */
export async function follow({ desk, run, linkTo, say, signal }: Following): Promise<boolean> {
  await desk.ready;
  const read = async () => [...desk.active.values()].find(({ id }) => id === run) ?? (await desk.acts.find(run));
  const begun = await read();
  // What ended while nobody was here is told by its end alone, and what is kept no more is not told.
  if (begun && !begun.outcome) await tellStory({ desk, run, say, signal }, read);
  if (signal.aborted) return false;
  const ended = await read();
  if (ended) say(endText(ended, linkTo(ended)));
  return true;
}

async function tellStory(
  { desk, run, say, signal }: Omit<Following, "linkTo">,
  read: () => Promise<RunRecord | undefined>,
): Promise<void> {
  const story = createStory(desk.place.name);
  const tell = logTeller(desk.acts.eventsOf({ id: run }), 0, read);
  const take = async (events: unknown) => (events as Event[]).forEach(story.take);
  let podsAt = performance.now();
  for (let goesOn = true; goesOn && !signal.aborted; ) {
    goesOn = await tell(take);
    const isTurnOfPods = !goesOn || performance.now() - podsAt > podsMs;
    if (isTurnOfPods) podsAt = performance.now();
    for (const line of story.due(isTurnOfPods)) say(line);
    if (goesOn) await pause(lookMs, undefined, { signal }).catch(() => {});
  }
}

function endText(run: RunRecord, link: string | undefined): string {
  const { outcome } = run;
  if (outcome === undefined || outcome === "interrupted")
    return `${noticeOf("failed", run).text}: it was interrupted, as serve was stopped; /status says what runs`;
  const { text } = noticeOf(outcome, run);
  return outcome === "failed" && link !== undefined ? `${text} ${link}` : text;
}
