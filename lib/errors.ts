export interface FailureDetails {
  /** What to do next, as a sentence or a command the user can type. */
  hint?: string;
  /** Further lines of evidence, printed below the message. */
  details?: string[];
  cause?: unknown;
}

/**
 * A failure that is not a bug of ours: it says what is wrong and how to go on. By its reason the program that ends with it
 * knows its exit code.
 */
export class Failure<Reason extends string = string> extends Error {
  readonly reason: Reason;
  readonly hint: string | undefined;
  readonly details: string[];

  constructor(reason: Reason, message: string, { hint, details = [], cause }: FailureDetails = {}) {
    super(message, { cause });
    this.name = "Failure";
    this.reason = reason;
    this.hint = hint;
    this.details = details;
  }
}

/** Wrong usage or configuration; nothing was changed. */
export const usageError = (message: string, details?: FailureDetails) => new Failure("usage", message, details);

/** A check that ran before any change did not pass. */
export const preconditionError = (message: string, details?: FailureDetails) =>
  new Failure("precondition", message, details);

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
