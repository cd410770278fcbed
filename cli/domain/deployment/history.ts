import { z } from "zod";

/** One deployment into one environment. */
export interface Deployment {
  version: string;
  /** Undefined where the working tree had no commit. */
  commit?: string | undefined;
  /** The reference that runs, pinned where a registry gave a digest. */
  image: string;
  /** Id of the image in the engine, `sha256:…`. */
  imageId: string;
  outcome: "healthy" | "failed";
  /** When that was seen, ISO 8601. */
  at: string;
  /** Cause of the failure. */
  cause?: string | undefined;
}

const deployment = z.object({
  version: z.string(),
  commit: z.string().optional(),
  image: z.string(),
  imageId: z.string(),
  outcome: z.enum(["healthy", "failed"]),
  at: z.string(),
  cause: z.string().optional(),
});

/** What an environment's file tells, oldest first. */
export interface DeploymentHistory {
  /** Every entry as it stands: another version of chatops may have written what we do not understand. */
  entries: readonly unknown[];
  deployments: readonly Deployment[];
}

const longestHistory = 50;

const historyOf = (entries: readonly unknown[]): DeploymentHistory => ({
  entries,
  deployments: entries.flatMap((entry) => deployment.safeParse(entry).data ?? []),
});

export const noDeployments: DeploymentHistory = historyOf([]);

/** The history that a text holds; undefined where it is none. */
export function parseDeployments(text: string): DeploymentHistory | undefined {
  try {
    const entries: unknown = JSON.parse(text);
    return Array.isArray(entries) ? historyOf(entries) : undefined;
  } catch {
    return undefined;
  }
}

/** The text that `parseDeployments` reads. */
export const deploymentsText = ({ entries }: DeploymentHistory): string => `${JSON.stringify(entries, null, 2)}\n`;

/** The history with one more deployment; only the last fifty entries are kept. */
export const withDeployment = ({ entries }: DeploymentHistory, added: Deployment): DeploymentHistory =>
  historyOf([...entries, added].slice(-longestHistory));

/** The last deployment recorded healthy. */
export const lastDeployed = ({ deployments }: DeploymentHistory): Deployment | undefined =>
  deployments.findLast(({ outcome }) => outcome === "healthy");

/** The last deployment of this very image, where it failed. */
export function lastFailure({ deployments }: DeploymentHistory, imageId: string): Deployment | undefined {
  const last = deployments.findLast((entry) => entry.imageId === imageId);
  return last?.outcome === "failed" ? last : undefined;
}
