import type { ExitReason } from "./exit-codes.ts";

export type StepKind = "look" | "change";

/**
 * What a run tells while it goes on. Every listener (spinner, plain lines, JSON lines, a recorder in tests) gets the
 * same events; `docs/output.md` publishes them as the lines of `--json`.
 */
export type Event =
  | { type: "started"; kind: StepKind; title: string }
  | { type: "progress"; title: string; text: string }
  | { type: "finished"; kind: StepKind; title: string; text?: string; ms: number }
  | { type: "failed"; kind: StepKind; title: string; text?: string; ms: number }
  /** A change that a dry run did not make. */
  | { type: "planned"; title: string; plan: string[] }
  | { type: "undone"; title: string }
  | { type: "note"; text: string }
  | { type: "warning"; text: string; hint?: string }
  /** One line of a program that chatops runs; shown with --verbose. */
  | { type: "output"; text: string }
  /** How far a pod came by now, in seconds since it was seen first; it takes the place of what was told of that pod before. */
  | { type: "pod"; pod: string; text: string }
  /** One line of a container's log, as `logs` tells them. */
  | { type: "log"; source: string; text: string }
  /** Something is true from now on that others may wait for; also where no result follows. */
  | { type: "milestone"; milestone: "release.published"; version: string }
  | { type: "milestone"; milestone: "promotion.begun" | "promotion.healthy"; environment: string; version: string }
  | { type: "milestone"; milestone: "promotion.failed"; environment: string; version: string; cause: string }
  | { type: "milestone"; milestone: "promotion.rolledBack"; environment: string; version: string; to: string }
  /** The answer as it is now, of a command that watches. */
  | { type: "update"; result: unknown }
  | { type: "result"; result: unknown }
  | { type: "error"; reason: ExitReason; exitCode: number; message: string; details: string[]; hint?: string };

/** A milestone as a workflow tells it. */
export type Milestone = WithoutType<Extract<Event, { type: "milestone" }>>;

/** Of each of several types. */
type WithoutType<T> = T extends unknown ? Omit<T, "type"> : never;

export type Listener = (event: Event) => void;
