import { ProcessFailure } from "../../../lib/processes.ts";
import { type Helm, keptRevisions, type Running, read } from "./program.ts";

/** One revision of a Helm release, as `helm history` tells. */
export interface Revision {
  revision: number;
  status:
    | "unknown"
    | "deployed"
    | "uninstalled"
    | "superseded"
    | "failed"
    | "uninstalling"
    | "pending-install"
    | "pending-upgrade"
    | "pending-rollback";
  /** Name and version: `chat-1.4.0`. */
  chart: string;
  description: string;
  /** ISO 8601 */
  updated: string;
}

/** The revisions of the Helm release that Helm still has, oldest first; none where it was never installed. */
export async function revisions({ name, env }: Helm, running: Running): Promise<Revision[]> {
  try {
    const args = ["history", name, "--output", "json", "--max", String(keptRevisions)];
    return JSON.parse(await read(args, env, running));
  } catch (error) {
    if (error instanceof ProcessFailure && /release: not found/.test(error.stderr)) return [];
    throw error;
  }
}

/** The manifests of one revision, hooks among them. */
export async function manifestOf({ name, env }: Helm, revision: number, running: Running): Promise<string> {
  const get = (what: "manifest" | "hooks") => read(["get", what, name, "--revision", String(revision)], env, running);
  const [manifest, hooks] = await Promise.all([get("manifest"), get("hooks")]);
  return `${manifest}\n---\n${hooks}`;
}
