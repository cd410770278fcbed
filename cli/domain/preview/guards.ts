import type { PreviewSettings } from "../../core/config/preview.ts";

/** As whom a preview is brought there: it may do nothing outside of its namespace. */
export const previewAccount = "chatops-preview";

type Quota = NonNullable<PreviewSettings["kubernetes"]>["quota"];

export interface Guard {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace: string; labels: Record<string, string> };
  [key: string]: unknown;
}

const everything = ["get", "list", "watch", "create", "update", "patch", "delete"];
const reading = ["get", "list", "watch"];

/** What a promotion needs, and what charts have. It may read its NetworkPolicies and quota, and change none. */
const rules = [
  {
    apiGroups: [""],
    resources: ["configmaps", "secrets", "services", "serviceaccounts", "persistentvolumeclaims", "pods"],
    verbs: everything,
  },
  {
    apiGroups: [""],
    resources: ["pods/log", "pods/proxy", "events", "endpoints", "resourcequotas", "limitranges"],
    verbs: reading,
  },
  {
    apiGroups: ["apps"],
    resources: ["deployments", "statefulsets", "daemonsets", "replicasets", "controllerrevisions"],
    verbs: everything,
  },
  { apiGroups: ["batch"], resources: ["jobs", "cronjobs"], verbs: everything },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: everything },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: everything },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: everything },
  { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: reading },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: reading },
  { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: everything },
];

/** Everything but what is of the cluster, of its neighbours, and of the machines that it runs on. */
const inside4 = ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"];
const inside6 = ["fc00::/7", "fe80::/10", "::1/128"];

/** No program of a preview gets more than the baseline of Pod Security allows: neither the host's files nor its network. */
export const namespaceSecurity = { "pod-security.kubernetes.io/enforce": "baseline" };

/** What stands in a preview's namespace before anything of the pull request does. */
export function guardsOf(namespace: string, quota: Quota, labels: Record<string, string>): Guard[] {
  const rbac = "rbac.authorization.k8s.io";
  const guard = (apiVersion: string, kind: string, rest: object): Guard => ({
    apiVersion,
    kind,
    metadata: { name: previewAccount, namespace, labels },
    ...rest,
  });
  return [
    guard("v1", "ResourceQuota", { spec: { hard: hardOf(quota) } }),
    guard("v1", "LimitRange", {
      spec: {
        limits: [
          {
            type: "Container",
            defaultRequest: { cpu: "50m", memory: "64Mi" },
            default: { memory: "256Mi" },
          },
        ],
      },
    }),
    guard("networking.k8s.io/v1", "NetworkPolicy", { spec: networkSpec }),
    guard("v1", "ServiceAccount", { automountServiceAccountToken: false }),
    guard(`${rbac}/v1`, "Role", { rules }),
    guard(`${rbac}/v1`, "RoleBinding", {
      roleRef: { apiGroup: rbac, kind: "Role", name: previewAccount },
      subjects: [{ kind: "ServiceAccount", name: previewAccount, namespace }],
    }),
  ];
}

const hardOf = ({ cpu, memory, pods, storage }: Quota) => ({
  "requests.cpu": cpu,
  "requests.memory": memory,
  "limits.memory": memory,
  "requests.storage": storage,
  pods: String(pods),
  "services.loadbalancers": "0",
  "services.nodeports": "0",
});

/** Whoever comes by an ingress gets in; out it may go to its own, to name servers, and to the Internet. */
const networkSpec = {
  podSelector: {},
  policyTypes: ["Ingress", "Egress"],
  ingress: [{}],
  egress: [
    { to: [{ podSelector: {} }] },
    {
      ports: [
        { protocol: "UDP", port: 53 },
        { protocol: "TCP", port: 53 },
      ],
    },
    {
      to: [{ ipBlock: { cidr: "0.0.0.0/0", except: inside4 } }, { ipBlock: { cidr: "::/0", except: inside6 } }],
    },
  ],
};
