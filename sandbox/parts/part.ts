import type { SandboxContext } from "../context.ts";
import type { Paths } from "../paths.ts";
import type { SetupStep } from "../setup-step.ts";

/** The engine of the sandbox: the user's, used as it is, or one of its own. */
export interface Engine {
  host: string;
  own: boolean;
}

/** A cluster of the user's, by a context of a kubeconfig. */
export interface Access {
  context: string;
  /** Kubeconfig files as in the variable KUBECONFIG; empty for the usual one. */
  kubeconfig: string;
}

/** Which Kubernetes cluster is used: one of the sandbox's own, whose nodes it can kill, or one of the user's. */
export type ClusterChoice = "own" | Access;

/** What is to be brought up. */
export interface Wanted extends SandboxContext {
  engine: Engine;
  cluster: ClusterChoice | undefined;
}

export interface PartState {
  name: string;
  version: string;
  address: string;
  /** How it came here: found, installed, built … */
  origin: string;
  running: boolean;
}

export type ServerName = "registry" | "chartmuseum" | "redis";

/** A part that can be stopped and started by itself. */
export type SwitchName = "engine" | ServerName;

/** One of the real parts: what is done with all of them (parts/all.ts) is done through this. */
export interface Part {
  name: SwitchName | "plugins" | "images" | "kubernetes" | "users-cluster" | "helm";
  /** Whether it is among what is to be brought up; without this it always is. */
  isWanted?: (wanted: Wanted) => boolean;
  /** Programs that it runs, for which Debian has packages. */
  programs?: (wanted: Wanted) => string[];
  /** What it lacks, for who is asked. Changes nothing; throws if the part cannot be had here. */
  setup?: (wanted: Wanted) => SetupStep[] | Promise<SetupStep[]>;
  /** Downloads what its programs are built of, while those of the part before are built. */
  fetch?: (wanted: Wanted) => Promise<void>;
  /** Builds its programs, if they are missing. */
  prepare?: (wanted: Wanted) => Promise<void>;
  /** Parts of the list above that must have started. */
  after?: readonly Part["name"][];
  /** Makes it answer; what runs already is left alone. */
  start?: (wanted: Wanted) => Promise<void>;
  /** Ends every process of it; its data stays. */
  stop?: (context: SandboxContext) => Promise<void>;
  state: (paths: Paths) => Promise<PartState[]>;
}
