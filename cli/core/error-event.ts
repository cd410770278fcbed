import { Failure, messageOf } from "../../lib/errors.ts";
import type { Event } from "./events.ts";
import { type ExitReason, exitOf } from "./exit-codes.ts";

export type ErrorEvent = Extract<Event, { type: "error" }>;

/** The one failure of a run as an event. Whatever is no Failure is a bug of ours. */
export function errorEvent(error: unknown, { stack }: { stack: boolean }): ErrorEvent {
  const failure = error instanceof Failure ? error : bug(error);
  const lines = stack && error instanceof Error ? (error.stack ?? "").split("\n").slice(1) : [];
  return {
    type: "error",
    ...exitOf(failure),
    message: failure.message,
    details: [...failure.details, ...lines],
    ...(failure.hint && { hint: failure.hint }),
  };
}

const bug = (error: unknown) =>
  new Failure<ExitReason>("bug", `a bug in chatops: ${messageOf(error)}`, {
    cause: error,
    hint: "Please report it with what you typed; --verbose shows where it happened.",
  });
