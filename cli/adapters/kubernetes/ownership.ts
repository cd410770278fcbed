import type { Cluster } from "./cluster.ts";
import type { LiveObject } from "./leftovers.ts";

const releaseName = "meta.helm.sh/release-name";
const releaseNamespace = "meta.helm.sh/release-namespace";

/**
 * Whose an object is, in words; undefined if it is of the Helm release. Helm takes over no object without its marks, or
 * with those of another release (helm.sh/helm/v4/pkg/action/validate.go).
 */
export function foreignTo(helmRelease: string, { namespace }: Cluster, { metadata }: LiveObject): string | undefined {
  const { labels = {}, annotations = {} } = metadata;
  const isMarked = labels["app.kubernetes.io/managed-by"] === "Helm" && annotations[releaseNamespace] === namespace;
  if (isMarked && annotations[releaseName] === helmRelease) return undefined;
  const other = annotations[releaseName];
  return other ? `of the Helm release ${other}` : "not of Helm";
}
