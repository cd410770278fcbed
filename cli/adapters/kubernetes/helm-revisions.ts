import type { V1Secret } from "@kubernetes/client-node";
import type { Cluster } from "./cluster.ts";
import { asFailure } from "./errors.ts";
import { decode } from "./helm-secrets.ts";
import { listPages } from "./list-pages.ts";

/** One revision of a Helm release, as `helm history` tells. */
export interface Revision {
  revision: number;
  status:
    | "unknown"
    | "deployed"
    | "uninstalled"
    | "superseded"
    | "failed"
    | "uninstalling"
    | "pending-install"
    | "pending-upgrade"
    | "pending-rollback";
  /** Name and version: `chat-1.4.0`. */
  chart: string;
  description: string;
  /** ISO 8601 */
  updated: string;
}

/** Each may have a megabyte, and a slow cluster answers a whole page in the time that it has for one answer. */
const perPage = 5;

/**
 * The revisions of the Helm release that Helm still has, oldest first; none if it was never installed. Read from where
 * Helm keeps them, since starting Helm takes longer than all that a promotion asks the cluster beforehand.
 */
export async function revisionsOf(cluster: Cluster, helmRelease: string): Promise<Revision[]> {
  const selector = encodeURIComponent(`owner=helm,name=${helmRelease}`);
  const path = `/api/v1/namespaces/${cluster.namespace}/secrets?labelSelector=${selector}`;
  try {
    const { items } = await listPages<V1Secret>(cluster, path, perPage);
    return items.flatMap(revisionIn).toSorted((one, other) => one.revision - other.revision);
  } catch (error) {
    throw asFailure(error, `read Helm's Secrets in namespace ${cluster.namespace}`);
  }
}

/** Helm, too, passes over a Secret that it cannot read. */
function revisionIn({ data }: V1Secret): Revision[] {
  const { version, info, chart } = readable(data?.release) ?? {};
  if (version === undefined || !info) return [];
  const { name = "", version: chartVersion = "" } = chart?.metadata ?? {};
  const { status = "unknown", description = "", last_deployed: updated = "" } = info;
  return [
    { revision: version, status: status as Revision["status"], chart: `${name}-${chartVersion}`, description, updated },
  ];
}

function readable(release = ""): ReturnType<typeof decode> | undefined {
  try {
    return decode(release);
  } catch {
    return undefined;
  }
}
