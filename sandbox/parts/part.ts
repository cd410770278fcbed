export type ServerName = "registry" | "chartmuseum" | "redis";

/** A part that can be stopped and started by itself. */
export type PartName = "engine" | "apiserver" | ServerName;

/** Something that must be installed or built before a part can run, for the plan that `up` shows. */
export interface Work {
  title: string;
  seconds: number;
  /** Whether Debian's own tools make it. */
  needsDebian?: boolean;
}

export interface PartState {
  name: string;
  version: string;
  address: string;
  /** How it came here: found, installed, built … */
  origin: string;
  running: boolean;
}
