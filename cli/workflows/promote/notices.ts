import { messageOf } from "../../../lib/errors.ts";
import { maskSecret } from "../../../lib/secrets.ts";
import { tellChannel } from "../../adapters/channels/tell.ts";
import type { NotifySettings, PromotionEvent } from "../../core/config/notify.ts";
import type { Session } from "../../core/session.ts";
import type { Notice } from "../../domain/notices/body.ts";
import { secretsIn } from "../../domain/notices/channel-url.ts";
import { begunNotice, endedNotice, type Promoting } from "../../domain/promotion/notice.ts";
import type { PromotionResult } from "../../results/promotion.ts";

/** Tells people of a promotion in the channels of chatops.yaml. A dead one costs a warning, and a few seconds at the end. */
interface Notices {
  begun(): void;
  /** Waits until everything is told, but not for long. */
  ended(result: PromotionResult): Promise<void>;
}

type Telling = { env: Session["env"]; steps: Pick<Session["steps"], "dryRun" | "signal" | "warn"> };

/** All tries together. */
const patienceMs = 5_000;

export function openNotices({ env, steps }: Telling, settings: NotifySettings, promoting: Promoting): Notices {
  const channels = settings.flatMap(({ url: { env: variable }, ...channel }) => {
    const url = env[variable]?.trim();
    if (!url) return [];
    for (const secret of [url, ...secretsIn(url)]) maskSecret(secret);
    return [{ ...channel, url, variable }];
  });
  const post = async (event: PromotionEvent, notice: Notice): Promise<void> => {
    const asked = channels.filter(({ when }) => when.includes(event));
    const tell = async (channel: (typeof channels)[number]) => {
      const { to, variable } = channel;
      try {
        const hint = `Check the URL in ${variable}.`;
        await tellChannel(channel, notice, { env, signal: steps.signal, hint, timeoutMs: patienceMs });
      } catch (error) {
        if (!steps.signal.aborted) steps.warn(`nobody was told in ${to}: ${messageOf(error)}`);
      }
    };
    await Promise.all(asked.map(tell));
  };
  let told: Promise<void> = Promise.resolve();
  return {
    begun() {
      if (!steps.dryRun) told = post("started", begunNotice(promoting, new Date()));
    },
    async ended(result) {
      const notice = steps.dryRun ? undefined : endedNotice(promoting, result, new Date());
      await told;
      if (notice) await post(result.outcome === "failed" ? "failed" : "done", notice);
    },
  };
}
