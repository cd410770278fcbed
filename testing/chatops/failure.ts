import { expect } from "vitest";
import type { Failure } from "../../lib/errors.ts";

/** The failure that some work has to end with. */
export const failureOf = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => expect.fail("it should have failed"),
    (error) => error,
  );
