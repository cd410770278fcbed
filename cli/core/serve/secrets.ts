import { readFileSync } from "node:fs";
import { messageOf, usageError } from "../../../lib/errors.ts";
import type { SecretPlace } from "./schema.ts";

/** Reads a secret where serve.yaml says that it is. Throws if there is none. */
export function readSecret({ env: variable, file }: SecretPlace, what: string, env: NodeJS.ProcessEnv): string {
  const found = variable === undefined ? contentOf(file ?? "", what) : env[variable];
  if (!found) {
    throw usageError(
      `${what}: ${variable === undefined ? `${file} is empty` : `the variable ${variable} is not set`}`,
      {
        hint: "chatops serve starts with none missing: set it, and start again.",
      },
    );
  }
  if (found !== found.trim()) {
    throw usageError(`${what}: what is there begins or ends with a blank`, {
      hint: "It was copied with more than it is: nothing that is signed by it would be taken.",
    });
  }
  return found;
}

function contentOf(file: string, what: string): string {
  try {
    return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    throw usageError(`${what}: ${file} cannot be read: ${messageOf(error)}`, {
      hint: "Make it readable for the user that runs chatops serve.",
      cause: error,
    });
  }
}
