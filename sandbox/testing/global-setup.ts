import { up } from "../index.ts";

/** Brings the sandbox up for the end-to-end tests; they read it with `find()`, and their processes inherit its engine. */
export async function setup(): Promise<void> {
  const sandbox = await up({ report: (line) => console.error(line) });
  Object.assign(process.env, sandbox.env);
}
