import type { Site } from "../site.ts";

/** Something that must be installed or built before a part can run, for the plan that `up` prints. */
export interface Work {
  title: string;
  seconds: number;
  /** Whether Debian's own tools make it. */
  needsDebian?: boolean;
}

export interface PartState {
  name: PartName;
  version: string;
  address: string;
  /** How it came here: found, installed or built. */
  origin: string;
  running: boolean;
}

/** A part that runs as a process. */
export interface Server {
  name: PartName;
  start(site: Site): Promise<void>;
  stop(site: Site): Promise<void>;
}

export type PartName = "engine" | "plugins" | "images" | "registry" | "chartmuseum" | "redis";

export interface Credentials {
  user: string;
  password: string;
}
