/** The version of Kubernetes that a chart is brought to; where several are served, the versions below are in all of them. */
export const today = "1.34.0";

/** What kinds are served as today, by group; the core group never changed. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  "apps/v1": ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ControllerRevision"],
  "networking.k8s.io/v1": ["Ingress", "IngressClass", "NetworkPolicy"],
  "batch/v1": ["CronJob", "Job"],
  "policy/v1": ["PodDisruptionBudget"],
  "autoscaling/v2": ["HorizontalPodAutoscaler"],
  "rbac.authorization.k8s.io/v1": ["Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"],
  "storage.k8s.io/v1": ["StorageClass", "CSIDriver", "VolumeAttachment"],
  "scheduling.k8s.io/v1": ["PriorityClass"],
  "coordination.k8s.io/v1": ["Lease"],
};

const versions = new Map(
  Object.entries(kinds).flatMap(([version, all]) => all.map((kind) => [kind, version] as const)),
);

/** No cluster of today has them, and what they said is said otherwise or not at all. */
export const goneKinds: Readonly<Record<string, string>> = {
  PodSecurityPolicy:
    "Kubernetes 1.25 took it away: label the namespace with pod-security.kubernetes.io/enforce instead",
};

/** Kinds whose text has to change with the version in ways that only their people know. */
export const ownKinds: Readonly<Record<string, string>> = {
  CustomResourceDefinition: "apiextensions.k8s.io/v1 wants a schema of every version",
  ValidatingWebhookConfiguration: "admissionregistration.k8s.io/v1 wants sideEffects and admissionReviewVersions",
  MutatingWebhookConfiguration: "admissionregistration.k8s.io/v1 wants sideEffects and admissionReviewVersions",
};

const retired =
  /^(?:extensions|apps|networking\.k8s\.io|batch|policy|autoscaling|rbac\.authorization\.k8s\.io|storage\.k8s\.io|scheduling\.k8s\.io|coordination\.k8s\.io|apiextensions\.k8s\.io|admissionregistration\.k8s\.io)\/v\d(?:alpha|beta)\d$/;

/** An API of Kubernetes itself that clusters of today no longer serve. */
export const isRetired = (version: string): boolean => retired.test(version);

/** The version that a kind is served as today; undefined of a kind that never changed, or that is not of Kubernetes. */
export const versionOf = (kind: string): string | undefined => versions.get(kind);

/** Whether a cluster serves a version, or a kind of it; undefined where that depends on what is installed there. */
export function isServed(api: string): boolean | undefined {
  const version = api.split("/").slice(0, 2).join("/");
  if (isRetired(version)) return false;
  return version in kinds ||
    api === "v1" ||
    /^(?:autoscaling|authentication\.k8s\.io|authorization\.k8s\.io)\/v1$/.test(api)
    ? true
    : undefined;
}
