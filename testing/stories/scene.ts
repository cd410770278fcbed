import type { Ran } from "../chatops/built-chatops.ts";
import type { Project } from "../git/git-project.ts";

/** An environment that a story is told in, whatever its kind. */
export interface Scene {
  project: Project;
  environment: string;
  /** Commits a version of the server and releases it. Returns the version. */
  release: (server: string) => Promise<string>;
  /** The same of a version whose task `migrate` runs before the server is started. */
  releaseMigrating: (server: string) => Promise<string>;
  /** `chatops promote` into the environment, with more arguments. */
  promote: (...args: string[]) => Promise<Ran>;
  /** The version that runs and is ready; undefined if none is. */
  running: () => string | undefined;
  /** Somebody brings an earlier version back without chatops. */
  rollBackByHand: (version: string) => void | Promise<void>;
  /** What chatops wrote down of the environment is lost. */
  loseHistory: () => void;
  good: (mark: string) => string;
  crashing: string;
}
