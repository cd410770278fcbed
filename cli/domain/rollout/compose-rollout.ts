import { isMigration } from "../environment/migrations.ts";
import { excusedBeside } from "./compose-dependencies.ts";
import type { ContainerState } from "./container-state.ts";
import type { Published } from "./published.ts";
import type { EngineFacts, Rollout } from "./rollout.ts";

/** A container of a Compose project. */
export interface ComposeContainer extends ContainerState, Published {
  id: string;
  /** Id of the image that it runs, `sha256:…`. */
  image: string;
  /** The name that it was started by, `chat:1.4.0@sha256:…`. */
  reference: string;
  /** When it was started last, ISO 8601; in the year 1 where it never was. */
  startedAt: string;
  /** When it ended last, in ms since 1970; undefined where it never did. */
  endedAt?: number | undefined;
  /** What it runs, in one line. */
  command: string;
  /** When a health check failed last, ISO 8601, as far as the engine remembers. */
  failedCheckAt?: string | undefined;
  labels: Record<string, string>;
  /** Id of the container whose network it is in, if it has none of its own. */
  networkOf?: string | undefined;
  /** The network that it was made for, if it is not in it any more: it runs, and nobody reaches it. */
  lostNetwork?: string | undefined;
}

/** What is known of the rollout of a Compose project. */
export const composeRollout = (
  service: string,
  containers: ComposeContainer[],
  deployError: string | undefined,
  engine?: EngineFacts,
): Rollout => ({
  service,
  containers: excusedBeside(containers),
  deployError,
  settings: "the Compose file",
  engine,
  cluster: undefined,
});

/** The service's containers run, all others run or have done their work, and all are healthy that have a health check. */
export function isHealthy(service: string, containers: ComposeContainer[]): boolean {
  const isUp = ({ status, health }: ContainerState) =>
    status === "running" && (health === "healthy" || health === "none");
  return (
    containers.some((container) => container.service === service) &&
    containers.every((container) => isUp(container) || (container.service !== service && isDone(container)))
  );
}

/** Those that are to run: all but those of other services than the project's own one that have done their work. */
export const lastingOf = (containers: readonly ComposeContainer[], service: string | undefined): ComposeContainer[] =>
  containers.filter((container) => container.service === service || !isDone(container));

/** Whether nothing is wrong with it that its log may explain, such as a health check that has not succeeded yet. */
export function isFine({ status, restarts, health, healthOutput }: ComposeContainer): boolean {
  const hasFailedCheck = health === "unhealthy" || (health === "starting" && healthOutput.length > 0);
  return status === "running" && restarts === 0 && !hasFailedCheck;
}

/** The services whose work was done by these containers, and changed the data. */
export const migrationsOf = (containers: readonly ComposeContainer[]): string[] =>
  containers
    .filter((container) => isDone(container) && isMigration(container.service, container.reference, container.command))
    .map(({ service }) => service);

/** A container that did its work and ended well, such as a migration. */
const isDone = ({ status, exitCode, restartsByItself }: ContainerState) =>
  status === "exited" && exitCode === 0 && !restartsByItself;

/** A program without a health check counts as healthy once it has run for this long: many a one dies right after its start. */
const settleMs = 3_000;
/** One that was started again by itself may wait longer than that before it ends once more. */
const settleAfterRestartMs = 60_000;

/** How sure it is, at one look, that a container does its work: `sick` and `healthy` are certain. */
export function conditionOf(
  { status, health, restarts, startedAt, lostNetwork }: ComposeContainer,
  now: number,
): "healthy" | "sick" | "uncertain" {
  if (!["running", "paused"].includes(status) || health === "unhealthy") return "sick";
  if (status === "paused" || health === "starting" || lostNetwork !== undefined) return "uncertain";
  const isSettled = now - Date.parse(startedAt) >= (restarts > 0 ? settleAfterRestartMs : settleMs);
  return health === "healthy" || isSettled ? "healthy" : "uncertain";
}
