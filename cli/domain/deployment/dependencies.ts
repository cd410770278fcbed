import type { ComposeContainer } from "../rollout/compose-rollout.ts";
import type { ComposeModel, ComposeService } from "./compose-model.ts";

type Container = Pick<ComposeContainer, "service" | "status" | "health" | "exitCode">;

/** A container that Compose gives up on, and the services that it does not start for that. */
export interface Blocker<T> {
  container: T;
  waiting: string[];
}

/** Whether a service is started only when another one is healthy. */
export const waitsForHealth = ({ services = {} }: ComposeModel): boolean =>
  Object.values(services)
    .flatMap(({ depends_on = {} }) => Object.values(depends_on))
    .some(({ condition }) => condition === "service_healthy");

/** The containers as they are now that keep Compose from starting what waits until they are healthy. */
export function blockersOf<T extends Container>(model: ComposeModel, containers: readonly T[]): Blocker<T>[] {
  return containers.filter(isNotGoingToBeHealthy).flatMap((container) => {
    const waiting = waitingFor(model, container.service, { condition: "service_healthy", required: true });
    return waiting.length > 0 ? [{ container, waiting }] : [];
  });
}

/** A service that others wait for until it is healthy, and for which the Compose file has no health check. */
export interface Unchecked {
  service: string;
  waiting: string[];
  /** Its image's own check counts for nothing. */
  isOff: boolean;
}

/** The services that could not become healthy unless their image checks itself: Compose gives up on what waits for them. */
export const uncheckedOf = (model: ComposeModel): Unchecked[] =>
  Object.entries(model.services ?? {}).flatMap(([service, { healthcheck }]) => {
    const { test: [how] = [], disable = false } = (healthcheck ?? {}) as { test?: string[]; disable?: boolean };
    const isOff = disable || how === "NONE";
    const waiting = waitingFor(model, service, { condition: "service_healthy", required: true });
    return waiting.length > 0 && (isOff || how === undefined) ? [{ service, waiting, isOff }] : [];
  });

/** Compose starts one that has ended, which begins its health check anew, and goes on waiting for one that is not checked yet. */
const isNotGoingToBeHealthy = ({ status, health }: Container): boolean =>
  (health === "unhealthy" || health === "none") && isBegun(status);

const isBegun = (status: Container["status"]) => ["running", "restarting", "paused"].includes(status);

type Dependency = NonNullable<ComposeService["depends_on"]>[string];

/** The services that Compose starts only when another one is healthy, or has done its work. */
function waitingFor({ services = {} }: ComposeModel, dependency: string, wanted: Dependency): string[] {
  return Object.keys(services).filter((name) => {
    const how = services[name]?.depends_on?.[dependency];
    return how?.condition === wanted.condition && (wanted.required !== true || how.required !== false);
  });
}

/** Whether Compose may be silent since it waits until a container is healthy, or has done its work. */
export function waitsForDependency(model: ComposeModel, containers: readonly Container[]): boolean {
  const isWaitedFor = (service: string, condition: string) => waitingFor(model, service, { condition }).length > 0;
  return containers.some(({ service, status, health }) => {
    if (!isBegun(status)) return false;
    const isChecked = health === "starting" && isWaitedFor(service, "service_healthy");
    return isChecked || isWaitedFor(service, "service_completed_successfully");
  });
}

/**
 * The services to start where those that a version waits for keep it from starting: all but them. Undefined if none of
 * them is to blame.
 */
export function servicesPastDependencies(
  services: readonly string[],
  own: string,
  containers: readonly Container[],
): string[] | undefined {
  const isUp = containers.some(({ service, status }) => service === own && status === "running");
  if (isUp && !containers.some(({ status }) => status === "created")) return undefined;
  const others = containers.filter(({ service }) => service !== own);
  const isFailed = ({ status, health, exitCode }: Container) =>
    health === "unhealthy" || (status === "exited" && exitCode !== 0);
  if (!others.some(isFailed)) return undefined;
  // A task that is done is not done once more.
  const left = others.filter((container) => isFailed(container) || container.status === "exited");
  return services.filter((name) => !left.some(({ service }) => service === name));
}
