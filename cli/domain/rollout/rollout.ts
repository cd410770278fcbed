import type { ClusterState } from "./cluster-state.ts";

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
  /** Last lines of its output, oldest first; read once something is wrong. */
  log: string[];
}

/** A container that holds ports of its engine's machine. */
export interface PortHolder {
  name: string;
  ports: readonly number[];
  /** The Compose project that it is of, and the folder that was started from. */
  project: string | undefined;
  folder: string | undefined;
  /** The same repository promoted it, or somebody started it in the same folder. */
  isOwn: boolean;
}

/** What is known of the engine that a Compose project runs in. */
export interface EngineFacts {
  /** Name of its machine; undefined if that is this one. */
  machine: string | undefined;
  holders: readonly PortHolder[];
  /** Name of the Compose project itself. */
  project: string;
}

/** What is known of a rollout at one moment. */
export interface Rollout {
  /** Service, or workload, that runs the project's own image. */
  service: string;
  containers: ContainerState[];
  /** How often each container that this rollout started had ended, by name, when all was healthy last; undefined if it never was. */
  endsWhenHealthy?: ReadonlyMap<string, number>;
  /** What the deploying program said when it failed; undefined while it runs or where it succeeded. */
  deployError: string | undefined;
  /** Where it is one of Compose, as far as somebody asked. */
  engine?: EngineFacts | undefined;
  /** Where its settings stand, in words: "the Compose file". */
  settings: string;
  /** What only a cluster shows; undefined where the rollout is one of Compose. */
  cluster: ClusterState | undefined;
}
