import type { KubernetesObject } from "./objects.ts";

/** The Helm release that an object is of. Helm marks all that it makes; charts need not, and others label theirs. */
export const helmReleaseOf = ({ metadata }: KubernetesObject): string | undefined =>
  metadata?.annotations?.["meta.helm.sh/release-name"] ?? metadata?.labels?.["app.kubernetes.io/instance"];

/** Whether it is of this release: another one of that name may be at home in another namespace, and bring objects to a third. */
export function isOfRelease(
  object: KubernetesObject,
  { helmRelease, namespace }: { helmRelease: string; namespace?: string },
): boolean {
  const home = object.metadata?.annotations?.["meta.helm.sh/release-namespace"];
  return helmReleaseOf(object) === helmRelease && (!home || !namespace || home === namespace);
}

const hashLabel = "pod-template-hash";

/**
 * The workloads that own a pod, as `Deployment/chat`. A Deployment names its ReplicaSets after itself and the hash in
 * their pods' label, so that nobody needs the right to list ReplicaSets.
 */
export function ownersOf({ metadata }: KubernetesObject): string[] {
  const suffix = `-${metadata?.labels?.[hashLabel]}`;
  return (metadata?.ownerReferences ?? []).map(({ kind, name }) =>
    kind === "ReplicaSet" && name.endsWith(suffix)
      ? nameOf({ kind: "Deployment", name: name.slice(0, -suffix.length) })
      : nameOf({ kind, name }),
  );
}

export const nameOf = ({ kind, name }: { kind: string; name: string }): string => `${kind}/${name}`;
