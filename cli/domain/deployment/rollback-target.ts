import { type History, lastHealthy } from "../environment/history.ts";
import type { Running } from "./running.ts";

/** What a failed deployment can go back to. */
export type Target = Omit<Running, "condition" | "since">;

export type RollbackTarget =
  /** Nothing was touched, so what ran still does. */
  | { to: "same" }
  | { to: "version"; target: Target }
  /** Nothing of the Compose project was there when the deployment began. */
  | { to: "nothing" }
  /** Something was there, but nothing that can be gone back to. */
  | { to: "nowhere" };

interface Before {
  /** Nothing at all of the Compose project was there. */
  isEmpty: boolean;
  running: Running | undefined;
}

/**
 * Where a failed deployment goes back to: what ran when it began, whoever put it there; where that certainly was not
 * healthy, the last version recorded healthy.
 */
export function rollbackTarget(
  { isEmpty, running }: Before,
  isUntouched: boolean,
  failed: { image: { id: string }; version: string; service: string },
  history: Pick<History, "promotions">,
): RollbackTarget {
  if (isEmpty) return { to: isUntouched ? "same" : "nothing" };
  const isFailed = (target: Target) => target.version === failed.version && target.image.id === failed.image.id;
  // A killed run may have left the very version that failed now, before it had the time to.
  const isLeftOver = running && running.condition !== "healthy" && isFailed(running);
  if (isUntouched && !isLeftOver) return { to: "same" };
  if (running && running.condition !== "sick" && !isLeftOver) return { to: "version", target: running };
  const recorded = lastHealthy(history);
  if (!recorded) return { to: "nowhere" };
  const { version, commit, image, imageId, images = [] } = recorded;
  const target: Target = {
    name: version,
    version,
    commit,
    repository: undefined,
    service: failed.service,
    image: { reference: image, id: imageId ?? "" },
    images: new Map(images.map((each) => [each.service, each.imageId ?? each.image])),
    files: [],
    folder: undefined,
  };
  return isFailed(target) ? { to: "nowhere" } : { to: "version", target };
}
