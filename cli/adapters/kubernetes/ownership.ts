import type { KubernetesObject } from "../../domain/rollout/objects.ts";
import type { Cluster } from "./cluster.ts";
import type { LiveObject } from "./helm3-owned-fields.ts";

const releaseName = "meta.helm.sh/release-name";
const releaseNamespace = "meta.helm.sh/release-namespace";

/** Whether Helm marked an object as of this release: others may label theirs in the same way. */
export function isOfHelm(helmRelease: string, { namespace }: Cluster, { metadata }: KubernetesObject): boolean {
  const { labels = {}, annotations = {} } = metadata ?? {};
  const isMarked = labels["app.kubernetes.io/managed-by"] === "Helm" && annotations[releaseNamespace] === namespace;
  return isMarked && annotations[releaseName] === helmRelease;
}

/**
 * Whose an object is, in words; undefined if it is of the Helm release. Helm takes over no object without its marks, or
 * with those of another release (helm.sh/helm/v4/pkg/action/validate.go).
 */
export function foreignTo(helmRelease: string, cluster: Cluster, object: LiveObject): string | undefined {
  if (isOfHelm(helmRelease, cluster, object)) return undefined;
  const other = object.metadata.annotations?.[releaseName];
  if (!other) return "not of Helm";
  const place = object.metadata.annotations?.[releaseNamespace];
  return `of the Helm release ${other}${place === undefined ? "" : ` in namespace ${place}`}`;
}
