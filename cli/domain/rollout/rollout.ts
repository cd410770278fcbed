import type { ClusterState } from "./cluster-state.ts";
import type { ContainerState } from "./container-state.ts";

/** Any container of an engine: it may have a name, or hold a port, that a project asks for. */
export interface Neighbour {
  name: string;
  /** Those of the engine's machine that it holds. */
  ports: readonly number[];
  /** The Compose project that it is of, and the folder that was started from. */
  project: string | undefined;
  folder: string | undefined;
  /** That it was deployed to. */
  environment: string | undefined;
  /** The same repository promoted it, or somebody started it in the same folder. */
  isOwn: boolean;
}

/** What is known of the engine that a Compose project runs in. */
export interface EngineFacts {
  /** Name of its machine; undefined if that is this one. */
  machine: string | undefined;
  neighbours: readonly Neighbour[];
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
