import type { Cluster } from "./cluster.ts";
import type { LiveObject } from "./leftovers.ts";

const releaseName = "meta.helm.sh/release-name";
const releaseNamespace = "meta.helm.sh/release-namespace";

/**
 * Whose an object is that a trial found there, in words; none if it is of the Helm release, or is not there yet. Helm takes
 * over no object without its marks, or with those of another release (helm.sh/helm/v4/pkg/action/validate.go).
 */
export function foreignTo(helmRelease: string, { namespace }: Cluster, { metadata }: LiveObject): string[] {
  const { resourceVersion, labels = {}, annotations = {} } = metadata;
  // What a trial would only make has no version yet.
  if (!resourceVersion) return [];
  const isMarked = labels["app.kubernetes.io/managed-by"] === "Helm" && annotations[releaseNamespace] === namespace;
  if (isMarked && annotations[releaseName] === helmRelease) return [];
  const other = annotations[releaseName];
  return [`exists already and is ${other ? `of the Helm release ${other}` : "not of Helm"}`];
}
