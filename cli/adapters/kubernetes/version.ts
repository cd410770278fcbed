import type { KubeConfig } from "@kubernetes/client-node";
import { Failure, messageOf, preconditionError } from "../../core/errors.ts";
import { isForbidden, lossOf, refusalOf, statusOf } from "./errors.ts";

/** Throws where no Kubernetes answers at the current context, or it refuses these credentials. */
export async function verifyAnswers(config: KubeConfig, context: string): Promise<void> {
  const { VersionApi } = await import("@kubernetes/client-node");
  const server = config.getCurrentCluster()?.server ?? "";
  const place = `the cluster at ${server} (context ${context})`;
  try {
    const { gitVersion } = await config.makeApiClient(VersionApi).getCode();
    if (!gitVersion) throw noKubernetes(place);
  } catch (error) {
    if (error instanceof Failure) throw error;
    // It knows us, and keeps its version to itself.
    if (isForbidden(error) && refusalOf(error)) return;
    if (statusOf(error) === 401) throw refused(place, config);
    throw lossOf(error, place) ?? noKubernetes(place, error);
  }
}

const refused = (place: string, config: KubeConfig): Failure =>
  preconditionError(`${place} does not accept the credentials of ${config.getCurrentUser()?.name}`, {
    hint: "They may have expired: log in again as you do for kubectl, and check with `kubectl version`.",
  });

const noKubernetes = (place: string, error?: unknown): Failure =>
  preconditionError(`${place} answers, but is no Kubernetes API server`, {
    hint: "Check the `server` of that cluster in the kubeconfig.",
    ...(error !== undefined && { details: [messageOf(error).split("\n")[0] ?? ""], cause: error }),
  });
