import { Failure } from "../../../lib/errors.ts";
import type { ExitReason } from "../../core/exit-codes.ts";
import { type HelmAction, hasHooksFor, type ManifestObject } from "../../domain/promotion/manifest.ts";

const usualMs = 60_000;
/** Helm asks the API server for each object, a few times a second at most. */
const perObjectMs = 1_000;

/** How long Helm may take: as long as its hooks may, if it runs any. */
export const patienceWith = (objects: readonly ManifestObject[], actions: HelmAction[], timeoutMs: number): number =>
  actions.some((action) => hasHooksFor(objects, action)) ? timeoutMs : usualMs + objects.length * perObjectMs;

/** Ends a Helm that is not done in time: it waits for ever for an API server that takes a request and never answers. */
export async function withinPatience(
  patienceMs: number,
  signal: AbortSignal,
  helm: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const patience = AbortSignal.timeout(patienceMs);
  try {
    await helm(AbortSignal.any([signal, patience]));
  } catch (error) {
    if (!patience.aborted || signal.aborted) throw error;
    throw new Failure<ExitReason>(
      "api",
      `Helm did not end within ${patienceMs / 1_000} s: the API server may not answer it`,
      {
        cause: error,
      },
    );
  }
}
