import { type ExitReason, exitCodes } from "./exit-codes.ts";

export interface FailureDetails {
  /** What to do next, as a sentence or a command the user can type. */
  hint?: string;
  /** Further lines of evidence, printed below the message. */
  details?: string[];
  cause?: unknown;
}

/** A failure that is not a bug of chatops: it says what is wrong and how to go on, and decides the exit code. */
export class Failure extends Error {
  readonly reason: ExitReason;
  readonly hint: string | undefined;
  readonly details: string[];

  constructor(reason: ExitReason, message: string, { hint, details = [], cause }: FailureDetails = {}) {
    super(message, { cause });
    this.name = "Failure";
    this.reason = reason;
    this.hint = hint;
    this.details = details;
  }

  get exitCode(): number {
    return exitCodes[this.reason].code;
  }
}

/** Wrong usage or configuration; nothing was changed. */
export const usageError = (message: string, details?: FailureDetails) => new Failure("usage", message, details);

/** A check that ran before any change did not pass. */
export const preconditionError = (message: string, details?: FailureDetails) =>
  new Failure("precondition", message, details);

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
