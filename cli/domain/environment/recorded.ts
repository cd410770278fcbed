import type { EnvironmentStatus } from "../../results/status.ts";
import { type History, lastHealthy } from "./history.ts";
import { heldNow } from "./rolled-back.ts";

/** What an environment's history tells of how it came to be as it is. */
export function recordedFacts(
  history: Pick<History, "promotions" | "hold">,
  running: string | undefined,
): Pick<EnvironmentStatus, "by" | "held" | "failed"> {
  const last = history.promotions.at(-1);
  const held = heldNow(history, running);
  return {
    by: lastHealthy(history)?.by,
    held: held && { from: held.from, to: held.to, by: held.by, at: held.at },
    failed:
      last?.outcome === "failed"
        ? { version: last.version, at: last.at, by: last.by, cause: last.cause ?? "" }
        : undefined,
  };
}
