import { messageOf } from "../../lib/errors.ts";
import { type Sandbox, up } from "../../sandbox/index.ts";

const report = (line: string) => console.error(line);

/**
 * Brings the sandbox up for the end-to-end tests; they read it with `find()`, and their processes inherit its engine.
 * Where there can be none, or none with a cluster, the tests that need it are skipped, but not in CI.
 */
export async function setup(): Promise<void> {
  try {
    const sandbox = await withCluster();
    Object.assign(process.env, sandbox.env);
  } catch (error) {
    if (process.env.CI) throw error;
    process.env.CHATOPS_NO_SANDBOX = messageOf(error);
  }
}

async function withCluster(): Promise<Sandbox> {
  try {
    return await up({ report, cluster: "own" });
  } catch (error) {
    if (process.env.CI) throw error;
    process.env.CHATOPS_NO_CLUSTER = messageOf(error);
    return up({ report });
  }
}
