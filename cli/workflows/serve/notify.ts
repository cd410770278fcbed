import { messageOf } from "../../../lib/errors.ts";
import { postNotice } from "../../adapters/notice-channel.ts";
import type { NoticeEvent } from "../../core/serve/schema.ts";
import type { Steps } from "../../core/steps.ts";
import { bodyOf } from "../../domain/serve/notice.ts";
import type { Outcome, RunRecord } from "../../domain/serve/run-record.ts";
import type { Place } from "./places.ts";
import type { Telemetry } from "./telemetry.ts";

/** Tells people of runs, in the channels that a repository names. Nothing waits for it, and nothing fails by it. */
export interface Notifier {
  begun(run: RunRecord, before: RunRecord | undefined): void;
  ended(run: RunRecord, before: RunRecord | undefined): void;
}

interface NotifierContext {
  telemetry: Pick<Telemetry, "notice">;
  steps: Pick<Steps, "warn">;
  signal: AbortSignal;
}

export function createNotifier(place: Place, { telemetry, steps, signal }: NotifierContext): Notifier {
  const post = async (event: NoticeEvent, run: RunRecord) => {
    const channels = place.channels.filter(({ when }) => when.includes(event));
    for (const { to, url } of channels) {
      try {
        await postNotice(url, bodyOf(to, { event, run }), { env: place.env, signal });
        telemetry.notice(place.name, "sent");
      } catch (error) {
        if (signal.aborted) return;
        telemetry.notice(place.name, "failed");
        steps.warn(`${place.name}: nobody was told in ${to}: ${place.mask.redact(messageOf(error))}`);
      }
    }
  };
  let told: Promise<unknown> = Promise.resolve();
  // In the order in which it happened.
  const tell = (event: NoticeEvent, run: RunRecord) => {
    told = told.then(() => post(event, run));
  };
  return {
    begun: (run, before) => {
      if (isNews(run, before)) tell("started", run);
    },
    ended: (run, before) => {
      const event = run.outcome && events[run.outcome];
      // That it still waits, or that what was done is still so, is no news.
      const isSame = before?.commit === run.commit && before.outcome === run.outcome && run.outcome !== "failed";
      if (event && !isSame) tell(event, run);
    },
  };
}

const events: Readonly<Record<Outcome, NoticeEvent | undefined>> = {
  done: "done",
  failed: "failed",
  waiting: "waiting",
  interrupted: undefined,
};

/** What goes on where it waited, or is compared after a start, does not begin. */
const isNews = (run: RunRecord, before: RunRecord | undefined): boolean =>
  before?.commit !== run.commit || before.outcome === "failed";
