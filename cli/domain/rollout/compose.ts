import type { ContainerState, Rollout } from "./rollout.ts";

/** A container of a Compose project. */
export interface ComposeContainer extends ContainerState {
  id: string;
  /** Id of the image that it runs, `sha256:…`. */
  image: string;
  labels: Record<string, string>;
  /** Ports on this machine that lead to it. */
  publishedPorts: number[];
}

/** What is known of the rollout of a Compose project. */
export const composeRollout = (
  service: string,
  containers: ComposeContainer[],
  deployError: string | undefined,
): Rollout => ({ service, containers, deployError, settings: "the Compose file", cluster: undefined });

/** The service's containers run, all others run or have done their work, and all are healthy that have a health check. */
export function isHealthy(service: string, containers: ComposeContainer[]): boolean {
  const isUp = ({ status, health }: ContainerState) =>
    status === "running" && (health === "healthy" || health === "none");
  return (
    containers.some((container) => container.service === service) &&
    containers.every((container) => isUp(container) || (container.service !== service && isDone(container)))
  );
}

/** A container that did its work and ended well, such as a migration. */
const isDone = ({ status, exitCode, restartsByItself }: ContainerState) =>
  status === "exited" && exitCode === 0 && !restartsByItself;
