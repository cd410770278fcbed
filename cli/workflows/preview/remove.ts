import { usageError } from "../../../lib/errors.ts";
import type { Session } from "../../core/session.ts";
import { isExpired } from "../../domain/preview/marks.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import type { Preview } from "../../environments/previews.ts";
import type { PreviewsRemovedResult } from "../../results/preview.ts";
import type { StoppedResult } from "../../results/promotion.ts";
import { head } from "../../results/result.ts";
import { openPreviewed, type PreviewedProject } from "./place.ts";

export interface RemoveRequest extends ClusterChoice {
  number: number;
}

/** Removes the preview of a pull request, with its data. */
export async function removePreview(
  session: Session,
  request: RemoveRequest,
): Promise<PreviewsRemovedResult | StoppedResult> {
  const place = await openPreviewed(session, request);
  const found = (await look(session, place)).filter(({ number }) => number === request.number);
  if (found.length > 0 && !(await isConfirmed(session, found)))
    return { ...head("Stopped"), message: "Stopped; nothing was changed." };
  return removeAll(session, place, found);
}

export interface CollectRequest extends ClusterChoice {
  /** Numbers of the pull requests that are open; undefined if nobody says that. */
  open: readonly number[] | undefined;
}

/** Removes the previews whose time is over or whose pull request is not open any more. Nothing else is touched. */
export async function collectPreviews(
  session: Session,
  { open, ...choice }: CollectRequest,
): Promise<PreviewsRemovedResult> {
  const place = await openPreviewed(session, choice);
  const now = Date.now();
  const all = await look(session, place);
  const over = all.filter((each) => isExpired(each, now) || (open !== undefined && !open.includes(each.number)));
  return removeAll(session, place, over);
}

const look = ({ steps }: Session, { previews }: PreviewedProject): Promise<Preview[]> =>
  steps.look("Look at the previews that are there", async (step) => {
    const all = await previews.list();
    step.say(`${all.length} found`);
    return all;
  });

async function removeAll(
  session: Session,
  { previews }: PreviewedProject,
  all: readonly Preview[],
): Promise<PreviewsRemovedResult> {
  const removed: PreviewsRemovedResult["removed"] = [];
  for (const preview of all) {
    const { number, name } = preview;
    const isGone = await previews.remove(session, preview);
    if (!isGone) session.steps.note(`${name} is still being deleted`);
    removed.push({ number, name });
  }
  return { ...head("PreviewsRemoved"), planned: session.steps.dryRun, removed };
}

async function isConfirmed({ yes, openPrompt, steps }: Session, [first]: readonly Preview[]): Promise<boolean> {
  if (yes || steps.dryRun) return true;
  if (!openPrompt) {
    throw usageError(
      "a preview is removed with its data only if somebody says so, and there is no terminal to ask on",
      {
        hint: "Add --yes if that is decided already; --dry-run shows what would be removed.",
      },
    );
  }
  const prompt = openPrompt();
  const answer = await prompt.ask(`Remove ${first?.name} with its data? [y/N] `).finally(() => prompt.close());
  return /^(y|yes|s|sim)$/i.test(answer?.trim() ?? "");
}
