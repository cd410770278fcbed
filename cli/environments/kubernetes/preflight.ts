import { type Failure, preconditionError } from "../../../lib/errors.ts";
import { missingRights, type Right } from "../../adapters/kubernetes/access.ts";
import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { type Refusal, tryApply } from "../../adapters/kubernetes/dry-run.ts";
import { tryPods } from "../../adapters/kubernetes/dry-run-pods.ts";
import { listFewNodes } from "../../adapters/kubernetes/nodes.ts";
import { type FindResource, resourcesOf } from "../../adapters/kubernetes/resources.ts";
import type { Steps } from "../../core/steps.ts";
import type { Objection } from "../../domain/preflight/missing-settings.ts";
import type { ManifestObject } from "../../domain/promotion/manifest.ts";
import type { Node } from "../../domain/rollout/objects.ts";
import type { Connection } from "./connection.ts";
import type { Plan } from "./plan.ts";
import { podObjections } from "./preflight-pods.ts";

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

interface Asked {
  /** Whether it may come to that. */
  mayUninstall: boolean;
  /** Reads what Helm has there. */
  running: () => Promise<readonly ManifestObject[]>;
  /** Asks others than the cluster. */
  foreseen: (nodes: Promise<Node[] | undefined>) => Promise<Objection[]>;
}

/**
 * Asks the cluster what it would refuse, before anything is written. What cannot be seen from here, for lack of a
 * right, is no refusal; what is only doubtful is a warning.
 */
export async function runPreflight(
  steps: Steps,
  connection: Connection,
  plan: Plan,
  { mayUninstall, running, foreseen }: Asked,
): Promise<void> {
  const hurry = new AbortController();
  const asking = ask(connection, plan, foreseen, { hurry, signal: steps.signal });
  asking.catch(() => {});
  await verifyRights(connection.cluster, plan.objects, mayUninstall).catch((error) => {
    hurry.abort();
    throw error;
  });
  const refusals = await withoutOwn(await asking, running);
  for (const { kind, name, message, severity } of refusals) {
    if (severity === "warning") steps.warn(`${kind} ${name}: ${message}`);
  }
  const refused = refusals.filter(({ severity }) => severity === "refused");
  if (refused.length > 0) throw refusedByCluster(refused);
}

async function ask(
  { cluster, helmRelease }: Connection,
  plan: Plan,
  foreseen: Asked["foreseen"],
  { hurry, signal }: { hurry: AbortController; signal: AbortSignal },
): Promise<Refusal[]> {
  const nodes = listFewNodes(cluster);
  const trying = Promise.all([tryApply(cluster, helmRelease, plan.objects), tryPods(cluster, plan.objects)]);
  const tried = trying.then((all) => {
    // What is refused anyway waits for nothing.
    if (all.flat().some(({ severity }) => severity === "refused")) hurry.abort();
    return all.flat();
  });
  const within = { nodes, hurry: AbortSignal.any([signal, hurry.signal]) };
  return (await Promise.all([tried, podObjections(cluster, plan, within), foreseen(nodes)])).flat();
}

/** What an earlier revision has is Helm's own, even if somebody took its marks away. */
async function withoutOwn(refusals: Refusal[], running: () => Promise<readonly ManifestObject[]>): Promise<Refusal[]> {
  if (!refusals.some(({ isForeign }) => isForeign)) return refusals;
  const own = await running();
  const isOwn = ({ kind, name }: Refusal) =>
    own.some((object) => object.kind === kind && object.metadata.name === name);
  return refusals.filter((refusal) => !refusal.isForeign || !isOwn(refusal));
}

/**
 * Throws where a right is missing without which these objects cannot be brought there, or taken away again where they
 * may be uninstalled, naming all that are missing.
 */
export async function verifyRights(
  cluster: Cluster,
  objects: readonly ManifestObject[],
  mayUninstall: boolean,
): Promise<void> {
  const find = resourcesOf(cluster);
  const verbs = mayUninstall ? [...applying, "delete"] : applying;
  const ofObjects = await Promise.all(objects.map((object) => rightsFor(cluster, object, verbs, find)));
  const all = new Map([...needed, ...ofObjects.flat()].map((right) => [JSON.stringify(right), right]));
  const missing = await missingRights(cluster, [...all.values()]);
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

const refusedByCluster = (refused: Refusal[]): Failure =>
  preconditionError("the cluster would refuse this promotion; nothing was changed", {
    details: refused.map(({ kind, name, message }) => `${kind} ${name}: ${message}`),
    hint: refused.every(({ isForeign }) => isForeign)
      ? "Give it another name in the chart, or remove it from the cluster if nobody needs it."
      : "Correct the chart or the environment's values, commit, and release again; or make what is missing, and run the same command again.",
  });
