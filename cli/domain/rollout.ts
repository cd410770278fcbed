/** One container of a rollout, as its engine shows it. */
export interface ContainerState {
  id: string;
  name: string;
  /** Name of the service in the Compose file. */
  service: string;
  /** Id of the image that it runs, `sha256:…`. */
  image: string;
  status: "created" | "running" | "paused" | "restarting" | "removing" | "exited" | "dead";
  health: "none" | "starting" | "healthy" | "unhealthy";
  /** What the last health checks printed, newest last. */
  healthOutput: string[];
  /** Of the last exit; 0 while it never exited. */
  exitCode: number;
  outOfMemory: boolean;
  /** How often the engine has restarted it. */
  restarts: number;
  /** Whether the engine starts it again after it exits. */
  restartsByItself: boolean;
  /** Why the engine could not start it; empty where it could. */
  startError: string;
  /** Last lines of its output, oldest first; read once something is wrong. */
  log: string[];
  labels: Record<string, string>;
  /** Ports on this machine that lead to it. */
  publishedPorts: number[];
}

/** What is known of a rollout at one moment. */
export interface Rollout {
  /** Service that runs the project's own image. */
  service: string;
  containers: ContainerState[];
  /** What the deploying program said when it failed; undefined while it runs or where it succeeded. */
  deployError: string | undefined;
}

/** The service's containers run, all others run or have done their work, and all are healthy that have a health check. */
export function isHealthy({ service, containers }: Rollout): boolean {
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
