import { setTimeout as pause } from "node:timers/promises";
import { Failure } from "../../../lib/errors.ts";
import { listenForHttp } from "../../adapters/http-listener.ts";
import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { withLease } from "../../adapters/kubernetes/lease.ts";
import { labelPod } from "../../adapters/kubernetes/run-jobs.ts";
import type { ServeConfig } from "../../core/serve/schema.ts";
import type { Session } from "../../core/session.ts";
import { whoami } from "../../core/whoami.ts";
import { createHealth } from "./health.ts";

const leaderLabel = "chatops.dev/leader";
/** Longer than a request takes, as all that stand by ask. */
const askAgainMs = 2_000;

/**
 * Works while it holds the Lease, and stands by until then: healthy and ready, so that others wait for nothing, but without
 * what makes it found. Whoever loses the Lease ends, as somebody else is at work.
 */
export async function lead<T>(
  session: Session,
  config: ServeConfig,
  cluster: Cluster,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lease = config.kubernetes?.lease;
  const { steps, env } = session;
  const { signal } = steps;
  if (lease === undefined) return work(signal);
  const mark = (value: string | null) =>
    env.POD_NAME ? labelPod(cluster, env.POD_NAME, leaderLabel, value) : undefined;
  const standing = await listenForHttp(
    config.health,
    createHealth(() => true, { text: () => "" }),
  );
  let isStanding = true;
  const standDown = async () => {
    if (isStanding) await standing.close();
    isStanding = false;
  };
  const request = { purpose: "serve", holder: whoami(env) };
  try {
    // It may be that of an earlier life of this pod.
    await mark(null);
    for (let isTold = false; ; ) {
      try {
        return await withLease(cluster, lease, request, signal, async (held) => {
          steps.note(`works, as it holds the Lease ${lease}`);
          await standDown();
          await mark("true");
          return work(held.signal);
        });
      } catch (error) {
        if (!isStanding || !isHeldByOther(error)) throw error;
        if (!isTold) steps.note(`stands by: ${error.message}`);
        isTold = true;
      }
      await pause(askAgainMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  } finally {
    await standDown();
  }
}

const isHeldByOther = (error: unknown): error is Failure => error instanceof Failure && error.reason === "locked";
