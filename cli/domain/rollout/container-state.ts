/** One container of a rollout, as its engine or its pod shows it. */
export interface ContainerState {
  /** Of the container, `chat-chat-1`, or of its pod and itself, `chat-7c9f8-x2x4z/chat`. */
  name: string;
  /** The service of the Compose file, or the workload of the cluster, that it belongs to. */
  service: string;
  /** What sentences call it, if it is not the program of its service itself: `the init container wait of chat`. */
  subject?: string;
  status: "created" | "running" | "paused" | "restarting" | "removing" | "exited" | "dead";
  health: "none" | "starting" | "healthy" | "unhealthy";
  /** What the last health checks printed, newest last. */
  healthOutput: string[];
  /** Of the last exit; 0 while it never exited. */
  exitCode: number;
  outOfMemory: boolean;
  /** How often it has ended and was started again, or waits for it. */
  restarts: number;
  /** How many ends may be accidents, as where a database was not up yet. */
  forgiven: number;
  /** Its ends may come from something else of the release that is not there yet. */
  isExcused?: boolean;
  /** It ran before this rollout began, and was not replaced: what it does is hardly this version's doing. */
  isOld?: boolean;
  /** Whether it is started again after it exits. */
  restartsByItself: boolean;
  /** Why it could not be started; empty where it could. */
  startError: string;
  /** What else was seen of it, for the evidence. */
  facts: string[];
  /** Where the engine has put volumes over what is in its image. */
  volumes?: readonly string[];
  /** Where it has files and folders of the engine's machine. */
  mounted?: readonly string[];
  /** Last lines of its output, oldest first; read once something is wrong. */
  log: string[];
}
