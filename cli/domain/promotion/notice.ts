import type { PromotionEvent } from "../../core/config/notify.ts";
import type { Aftermath } from "../../results/aftermath.ts";
import type { PromotionResult } from "../../results/promotion.ts";
import { type Notice, shortText } from "../notices/body.ts";

/** What is promoted, where and by whom. */
export interface Promoting {
  project: string;
  environment: string;
  version: string;
  commit: string | undefined;
  by: string;
}

export const begunNotice = (promoting: Promoting, at: Date): Notice =>
  noticeOf("started", promoting, { words: `is on its way to ${promoting.environment}`, at });

/** What is told of how a promotion ended; undefined if it changed nothing. */
export function endedNotice(promoting: Promoting, result: PromotionResult, at: Date): Notice | undefined {
  const { environment } = promoting;
  if (result.outcome === "healthy") {
    const from = result.rolledBackFrom;
    const words = `is healthy in ${environment}${from === undefined ? "" : ` again, rolled back from ${from}`}`;
    return noticeOf("done", promoting, { words, at });
  }
  if (result.outcome !== "failed") return undefined;
  const message = result.verdict.cause;
  const rolledBack = aftermathOf(environment, result.aftermath);
  const words = `failed in ${environment}: ${[message, rolledBack].filter(Boolean).join("; ")}`;
  return noticeOf("failed", promoting, { words, at, message, rolledBack });
}

function aftermathOf(environment: string, aftermath: Aftermath): string | undefined {
  switch (aftermath.did) {
    case "rolledBack":
      return `${environment} runs ${aftermath.version} again`;
    case "unchanged":
      return aftermath.version && `${environment} runs ${aftermath.version} as before`;
    case "removed":
      return "it was removed, as nothing ran before";
    case "kept":
      return "it was kept";
    case "unknown":
      return undefined;
  }
}

interface Telling {
  words: string;
  at: Date;
  message?: string;
  rolledBack?: string | undefined;
}

const noticeOf = (event: PromotionEvent, promoting: Promoting, { words, at, ...why }: Telling): Notice => ({
  event,
  text: shortText(`${promoting.project} ${promoting.version} ${words}`),
  facts: { ...promoting, ...why, at: at.toISOString() },
});
