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

/** Which of these rights we lack; none where the cluster does not tell. */
export async function missingRights(cluster: Cluster, rights: readonly Right[]): Promise<Right[]> {
  const granted = await Promise.all(rights.map((right) => isGranted(cluster, right)));
  return rights.filter((_, index) => !granted[index]);
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
