/** What says that something is a preview, and of which pull request: nothing is touched that does not say so. */
export interface PreviewMark {
  number: number;
  commit: string;
  version: string;
  /** Identity of the repository that it is of. */
  repository: string;
  /** ISO 8601 */
  expiresAt: string;
}

/** Labels of a namespace. */
export const namespaceLabels = { project: "chatops.dev/preview", number: "chatops.dev/pull-request" } as const;

/** Annotations of it. */
export const namespaceNotes = {
  repository: "chatops.dev/repository",
  commit: "chatops.dev/commit",
  version: "chatops.dev/version",
  expires: "chatops.dev/expires",
  healthy: "chatops.dev/healthy",
  address: "chatops.dev/address",
} as const;

/** Labels of containers, networks and volumes; what changes is on containers alone, which Compose makes anew. */
export const composeNotes = {
  number: "chatops.preview",
  repository: "chatops.preview.repository",
  expires: "chatops.preview.expires",
} as const;

/** Whether its time is over, as far as it says when that is. */
export const isExpired = ({ expiresAt }: Pick<PreviewMark, "expiresAt">, now: number): boolean =>
  Date.parse(expiresAt) <= now;
