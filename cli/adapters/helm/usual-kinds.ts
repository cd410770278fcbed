/** Kinds that every cluster of these years serves, as templates ask for them: `.Capabilities.APIVersions.Has "apps/v1/Deployment"`. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  v1: ["ConfigMap", "Endpoints", "PersistentVolumeClaim", "Pod", "Secret", "Service", "ServiceAccount"],
  "apps/v1": ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"],
  "autoscaling/v1": ["HorizontalPodAutoscaler"],
  "autoscaling/v2": ["HorizontalPodAutoscaler"],
  "batch/v1": ["CronJob", "Job"],
  "coordination.k8s.io/v1": ["Lease"],
  "discovery.k8s.io/v1": ["EndpointSlice"],
  "networking.k8s.io/v1": ["Ingress", "IngressClass", "NetworkPolicy"],
  "policy/v1": ["PodDisruptionBudget"],
  "rbac.authorization.k8s.io/v1": ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],
  "scheduling.k8s.io/v1": ["PriorityClass"],
  "storage.k8s.io/v1": ["StorageClass"],
};

/** Without a cluster Helm knows the versions of APIs, and none of their kinds. */
export const usualKinds: string = Object.entries(kinds)
  .flatMap(([version, names]) => names.map((name) => `${version}/${name}`))
  .join(",");
