import { messageOf } from "../../cli/core/errors.ts";
import { up } from "../index.ts";

/**
 * Brings the sandbox up for the end-to-end tests; they read it with `find()`, and their processes inherit its engine.
 * Where there can be none they are skipped, but not in CI.
 */
export async function setup(): Promise<void> {
  try {
    const sandbox = await up({ report: (line) => console.error(line) });
    Object.assign(process.env, sandbox.env);
  } catch (error) {
    if (process.env.CI) throw error;
    process.env.CHATOPS_NO_SANDBOX = messageOf(error);
  }
}
