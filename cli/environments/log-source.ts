import type { StampedLine } from "../domain/environment/log-lines.ts";

/** Which lines of a log are wanted; all without anything. */
export interface LogRange {
  /** Whether it goes on as long as the container runs. */
  follow?: boolean;
  /** How many of its last lines. */
  tail?: number | undefined;
  /** Those since then, ISO 8601. */
  since?: string | undefined;
}

/** A container whose log can be read. */
export interface LogSource {
  /** As people know it: the pod, with the container if it has several, or the container of Compose. */
  name: string;
  /** The same only for the same run of the same container. */
  run: string;
  isRunning: boolean;
  /** When this run began, ISO 8601; undefined if it has not. */
  startedAt: string | undefined;
  /** Reads it until it ends, or the signal is aborted. */
  read(range: LogRange, onLine: (line: StampedLine) => void, signal: AbortSignal): Promise<void>;
}
