import type { V1ResourceRule } from "@kubernetes/client-node";
import type { Cluster } from "./cluster.ts";

/** What a role would grant. */
export interface Right {
  verb: string;
  /** "" for the core group. */
  group: string;
  /** Plural, as in a role: `deployments`, `pods/log`. */
  resource: string;
  /** It is asked for in our namespace unless it is one of the whole cluster, as for namespaces and nodes. */
  clusterWide?: boolean;
}

/**
 * Which of these rights we lack; none where the cluster does not tell. Our rules of the namespace come in one answer, which
 * may be incomplete and says nothing of the whole cluster: what they do not grant is asked for right by right.
 */
export async function missingRights(
  cluster: Cluster,
  rights: readonly Right[],
  rules: Promise<readonly V1ResourceRule[]> = ownRules(cluster),
): Promise<Right[]> {
  const granting = await rules;
  const doubtful = rights.filter((right) => right.clusterWide || !granting.some((rule) => grants(rule, right)));
  const granted = await Promise.all(doubtful.map((right) => isGranted(cluster, right)));
  return doubtful.filter((_, index) => !granted[index]);
}

/** What our roles grant in the namespace, as far as the cluster tells. */
export async function ownRules({ authorization, namespace }: Cluster): Promise<V1ResourceRule[]> {
  try {
    const { status } = await authorization.createSelfSubjectRulesReview({ body: { spec: { namespace } } });
    return status?.resourceRules ?? [];
  } catch {
    // Who may not even ask finds out right by right.
    return [];
  }
}

function grants({ verbs, apiGroups = [], resources = [], resourceNames = [] }: V1ResourceRule, right: Right): boolean {
  const has = (granted: string[], wanted: string) => granted.includes("*") || granted.includes(wanted);
  return (
    resourceNames.length === 0 &&
    has(verbs, right.verb) &&
    has(apiGroups, right.group) &&
    has(resources, right.resource)
  );
}

async function isGranted({ authorization, namespace }: Cluster, right: Right): Promise<boolean> {
  const [resource = "", subresource] = right.resource.split("/");
  const resourceAttributes = {
    verb: right.verb,
    group: right.group,
    resource,
    ...(subresource && { subresource }),
    ...(!right.clusterWide && { namespace }),
  };
  try {
    const { status } = await authorization.createSelfSubjectAccessReview({ body: { spec: { resourceAttributes } } });
    return status?.allowed ?? true;
  } catch {
    // Who may not even ask finds out by trying.
    return true;
  }
}
