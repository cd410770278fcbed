import { Failure } from "../../../../lib/errors.ts";

/** What a look gives; undefined where it ends with what a person would be told, such as a manifest that is broken. */
export function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
