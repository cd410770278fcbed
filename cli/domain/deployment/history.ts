/** One deployment into one environment. */
export interface Deployment {
  version: string;
  /** Undefined where the working tree had no commit. */
  commit: string | undefined;
  /** The reference that runs, pinned where a registry gave a digest. */
  image: string;
  /** Id of the image in the engine, `sha256:…`. */
  imageId: string;
  outcome: "healthy" | "failed";
  /** ISO 8601 */
  at: string;
  /** Cause of the failure. */
  cause?: string;
}

const longestHistory = 50;

/** The history with one more deployment, oldest first; only the last fifty are kept. */
export const withDeployment = (history: readonly Deployment[], deployment: Deployment): Deployment[] =>
  [...history, deployment].slice(-longestHistory);

/** The last deployment recorded healthy: where a failed one goes back to. */
export const lastDeployed = (history: readonly Deployment[]): Deployment | undefined =>
  history.findLast(({ outcome }) => outcome === "healthy");

/** The last deployment of this very image, where it failed. */
export function lastFailure(history: readonly Deployment[], imageId: string): Deployment | undefined {
  const last = history.findLast((deployment) => deployment.imageId === imageId);
  return last?.outcome === "failed" ? last : undefined;
}
