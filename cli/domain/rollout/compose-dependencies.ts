import type { ContainerState } from "./container-state.ts";

/** A container, and when it was started and has ended last. */
interface Timed extends ContainerState {
  startedAt: string;
  endedAt?: number | undefined;
}

/** What no health check tells of may take this long until it answers. */
const settlesWithinMs = 30_000;

/** How programs say that another one does not answer, or not yet. */
const speaksOfAnother =
  /connect|refused|unreachable|ENOTFOUND|EAI_AGAIN|getaddrinfo|name resolution|could not translate host|starting up|not (?:yet )?(?:ready|available)|timed? ?out|no route/i;

/**
 * Excuses the ends of a container that is started again while another one of the project, which does not end itself, may not
 * answer yet: until its health check has succeeded, whatever was said; without one for half a minute, if it was spoken of.
 */
export const excusedBeside = <T extends Timed>(containers: readonly T[]): T[] =>
  containers.map((container) => {
    const others = containers.filter((other) => other.service !== container.service && isWell(other));
    const until = Math.max(Number.NEGATIVE_INFINITY, ...others.map((other) => thereAt(other, container)));
    const isExcused = container.restartsByItself && container.restarts > 0 && (container.endedAt ?? 0) < until;
    return isExcused ? { ...container, isExcused } : container;
  });

const isWell = ({ status, restarts, health }: Timed): boolean =>
  status === "running" && restarts === 0 && health !== "unhealthy";

function thereAt({ health, startedAt }: Timed, { log }: Timed): number {
  if (health === "starting") return Number.POSITIVE_INFINITY;
  const isMeant = health === "none" && log.some((line) => speaksOfAnother.test(line));
  return isMeant ? Date.parse(startedAt) + settlesWithinMs : Number.NEGATIVE_INFINITY;
}
