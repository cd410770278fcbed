import { type Failure, preconditionError } from "../../../lib/errors.ts";
import { missingRights, type Right } from "../../adapters/kubernetes/access.ts";
import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import type { FindResource } from "../../adapters/kubernetes/resources.ts";
import type { ManifestObject } from "../../domain/promotion/manifest.ts";
import type { Prefetched } from "./prefetch.ts";

/** Without these a promotion would stop half-way, whatever the chart brings along. */
const needed: readonly Right[] = [
  ...rights("", "configmaps", "get", "create", "update"),
  ...rights("", "secrets", "get", "list", "create", "update", "delete"),
  ...rights("", "pods", "list"),
  ...rights("apps", "deployments", "get", "list", "create", "patch"),
  ...rights("coordination.k8s.io", "leases", "get", "create", "update"),
];

const applying = ["get", "create", "patch"];
/** Kinds that are not healthy before they have been seen to be. */
const watched = ["StatefulSet", "DaemonSet", "Job"];
/** A StatefulSet keeps a pod that never becomes ready, whatever is applied, until somebody deletes the pod. */
const unsticking = rights("", "pods", "delete");

function rights(group: string, resource: string, ...verbs: string[]): Right[] {
  return verbs.map((verb) => ({ verb, group, resource }));
}

/**
 * Throws where a right is missing without which these objects cannot be brought there, or taken away again where they
 * may be uninstalled, naming all that are missing.
 */
export async function verifyRights(
  cluster: Cluster,
  objects: readonly ManifestObject[],
  mayUninstall: boolean,
  { find, rules }: Pick<Prefetched, "find" | "rules">,
): Promise<void> {
  const verbs = mayUninstall ? [...applying, "delete"] : applying;
  const ofObjects = await Promise.all(objects.map((object) => rightsFor(cluster, object, verbs, find)));
  const all = new Map([...needed, ...ofObjects.flat()].map((right) => [JSON.stringify(right), right]));
  const missing = await missingRights(cluster, [...all.values()], rules);
  if (missing.length > 0) throw lacksRights(cluster.namespace, missing);
}

/** What Helm does with an object. None where its kind is not known, or it goes to another namespace. */
async function rightsFor(
  { namespace }: Cluster,
  object: ManifestObject,
  changing: string[],
  find: FindResource,
): Promise<Right[]> {
  const { all } = (await find(object)) ?? {};
  const isElsewhere = (object.metadata.namespace ?? namespace) !== namespace;
  if (!all || isElsewhere) return [];
  const [, group = ""] = object.apiVersion.split("/").toReversed();
  const [resource = ""] = all.split("/").slice(-1);
  const isNamespaced = all.includes("/namespaces/");
  const verbs = watched.includes(object.kind) ? [...changing, "list"] : changing;
  const own = rights(group, resource, ...verbs).map((right) =>
    isNamespaced ? right : { ...right, clusterWide: true },
  );
  return object.kind === "StatefulSet" ? [...own, ...unsticking] : own;
}

const lacksRights = (namespace: string, missing: Right[]): Failure =>
  preconditionError(`you may not do what a promotion needs in namespace ${namespace}`, {
    details: missing.map(
      ({ verb, group, resource, clusterWide }) =>
        `missing: ${verb} ${resource}${group && `.${group}`}${clusterWide ? ", in the whole cluster" : ""}`,
    ),
    hint: `Ask for a Role with these rights in namespace ${namespace}, or name another context with --context.`,
  });
