import { messageOf } from "../../../lib/errors.ts";
import { tellChannel } from "../../adapters/channels/tell.ts";
import { createLine } from "../../core/line.ts";
import type { NoticeEvent } from "../../core/serve/schema.ts";
import type { Steps } from "../../core/steps.ts";
import type { Notice } from "../../domain/notices/body.ts";
import { noticeOf, requestNotice } from "../../domain/serve/notice.ts";
import type { Outcome, PromotionRequest, RunRecord } from "../../domain/serve/run-record.ts";
import { isNews, isSameEnd } from "./news.ts";
import type { Place } from "./places.ts";
import type { Telemetry } from "./telemetry.ts";

/** Tells people of runs, in the channels that a repository names. Nothing waits for it, and nothing fails by it. */
export interface Notifier {
  begun(run: RunRecord, before: RunRecord | undefined): void;
  ended(run: RunRecord, before: RunRecord | undefined): void;
  /** Somebody has to approve what somebody asked for. */
  asked(request: PromotionRequest): void;
}

interface NotifierContext {
  telemetry: Pick<Telemetry, "notice">;
  steps: Pick<Steps, "warn">;
  signal: AbortSignal;
}

/** So much is kept for channels that are dead. */
const mostWaiting = 100;
const hint = "Check the channel's URL in serve.yaml.";

export function createNotifier(place: Place, { telemetry, steps, signal }: NotifierContext): Notifier {
  const post = async (event: NoticeEvent, notice: Notice) => {
    const channels = place.channels.filter(({ when }) => when.includes(event));
    for (const channel of channels) {
      const { to } = channel;
      try {
        await tellChannel(channel, notice, { env: place.env, signal, hint });
        telemetry.notice(place.name, "sent");
      } catch (error) {
        if (signal.aborted) return;
        telemetry.notice(place.name, "failed");
        steps.warn(`${place.name}: nobody was told in ${to}: ${place.mask.redact(messageOf(error))}`);
      }
    }
  };
  const line = createLine(mostWaiting);
  const tell = (event: NoticeEvent, notice: Notice) => {
    if (!line(() => post(event, notice))) telemetry.notice(place.name, "failed");
  };
  return {
    begun: (run, before) => {
      if (isNews(run, before)) tell("started", noticeOf("started", run));
    },
    ended: (run, before) => {
      const event = run.outcome && events[run.outcome];
      if (event && !isSameEnd(run, before)) tell(event, noticeOf(event, run));
    },
    asked: (request) => tell("waiting", requestNotice(place.name, request)),
  };
}

const events: Readonly<Record<Outcome, NoticeEvent | undefined>> = {
  done: "done",
  failed: "failed",
  waiting: "waiting",
  interrupted: undefined,
};
