import type { KubeConfig } from "@kubernetes/client-node";
import { Failure, messageOf, preconditionError } from "../../../lib/errors.ts";
import { asFailure, lossOf, refusalOf, statusOf } from "./errors.ts";
import { send } from "./raw-requests.ts";
import { patienceMs } from "./transport.ts";

export interface ServerVersion {
  version: string;
  /** How far the API server's clock is ahead of this machine's; it tells whole seconds. */
  aheadMs: number;
}

/** The version of Kubernetes at the current context. Throws where none answers there, or it refuses these credentials. */
export async function askVersion(config: KubeConfig, context: string, withinMs = patienceMs): Promise<ServerVersion> {
  const place = `the cluster at ${config.getCurrentCluster()?.server} (context ${context})`;
  try {
    // Nobody may be there: it is not waited for as long as one that has answered.
    const limits = { withinMs: Math.min(withinMs, patienceMs), patienceMs: patienceMs / 2 };
    const { body, date } = await send<{ gitVersion?: string }>(config, { method: "GET", path: "/version", ...limits });
    if (body.gitVersion) return { version: body.gitVersion, aheadMs: date ? date.getTime() - Date.now() : 0 };
    throw noKubernetes(place);
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (statusOf(error) === 401) throw refused(place, config);
    if (refusalOf(error)) throw asFailure(error, `ask ${place} for its version`);
    throw lossOf(error, place) ?? noKubernetes(place, error);
  }
}

const refused = (place: string, config: KubeConfig): Failure =>
  preconditionError(`${place} does not accept the credentials of ${config.getCurrentUser()?.name}`, {
    hint: "They may have expired: log in again as you do for kubectl, and check with `kubectl version`.",
  });

const noKubernetes = (place: string, error?: unknown): Failure =>
  preconditionError(`${place} answers, but is not a Kubernetes API server`, {
    hint: "Check the `server` of that cluster in the kubeconfig.",
    ...(error !== undefined && { details: [messageOf(error).split("\n")[0] ?? ""], cause: error }),
  });
