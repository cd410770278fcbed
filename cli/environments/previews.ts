import type { Config } from "../core/config/schema.ts";
import type { Session } from "../core/session.ts";
import type { PreviewMark } from "../domain/preview/marks.ts";
import type { Environment } from "./environment.ts";

/** A preview that is there, whatever became of it. */
export interface Preview extends PreviewMark {
  /** Of its namespace or Compose project. */
  name: string;
  /** ISO 8601 */
  createdAt: string;
  /** Its commit came up. */
  isHealthy: boolean;
  /** Where it is reached; undefined as long as it is not healthy, and where nothing leads there from outside. */
  address: string | undefined;
  /** It is being deleted. */
  isEnding: boolean;
}

/** Where the previews of a project are. Nothing there is touched that does not carry the mark of this repository. */
export interface Previews {
  list(): Promise<Preview[]>;
  /** Throws if something else is where this one would be. Changes nothing. */
  verifyFree(mark: PreviewMark): Promise<void>;
  /** Makes the place, or marks the one that is there, and opens it. */
  open(session: Session, mark: PreviewMark, opening: Opening): Promise<OpenedPreview>;
  /** Removes a preview with its data. False if it is not gone yet, and will be. */
  remove(session: Session, preview: Preview): Promise<boolean>;
}

export interface Opening {
  /** Of the commit, with names and places as they are where the command runs. */
  config: Config;
  /** How long the promotion may take. */
  timeoutMs: number;
}

export interface OpenedPreview {
  environment: Environment;
  /** Keeps where it is reached, once it is healthy. */
  settle(address: string | undefined): Promise<void>;
  /** Takes back what a first try left that failed. */
  clear(): Promise<void>;
  /** Forgets the credentials that it was opened with. */
  dispose(): Promise<void>;
}
