import type { Kinds, KubernetesObject, NamespaceObjects } from "../../domain/rollout/objects.ts";
import type { Cluster } from "./cluster.ts";
import { listPages } from "./list-pages.ts";
import { type Feed, listAndWatch, type Source } from "./list-watch.ts";

type Sources = { [Kind in keyof Kinds]: Source<Kinds[Kind]> };
type Feeds = { [Kind in keyof Kinds]: Feed<Kinds[Kind]> };

/** Namespaces, kept up to date. */
export interface NamespaceWatch {
  objects: () => NamespaceObjects;
  /** Jobs that were deleted since, as they were last: Helm deletes its hooks in the moment in which they are done. */
  deletedJobs: () => Kinds["jobs"][];
  /** Kinds that may not be listed in the promotion's own namespace. */
  forbidden: () => (keyof Kinds)[];
  /** Whether objects of a kind are seen in another namespace. */
  sees: (kind: keyof Kinds, namespace: string) => boolean;
  /** Whether whatever was so at a moment, by `performance.now()`, is seen by now. */
  isCurrent: (since: number) => boolean;
  /** Why what is seen is not up to date; undefined where it is. */
  lost: () => string | undefined;
}

/**
 * Follows everything of namespaces that a rollout is made of, until the signal aborts. Nothing is left out by label:
 * neither events nor the pods of a hook need to have one, and what is sick without being ours is to be told apart.
 */
export async function watchNamespaces(
  cluster: Cluster,
  others: readonly string[],
  onChange: () => void,
  signal: AbortSignal,
): Promise<NamespaceWatch> {
  const { Watch } = await import("./client.ts");
  const watch = new Watch(cluster.config);
  const followAll = async (namespace: string) => {
    const started = Object.entries(sourcesIn(cluster, namespace)).map(async ([kind, source]) => {
      const feed = await listAndWatch<Kinds[keyof Kinds]>(source, watch, onChange, signal);
      return [kind, feed] as const;
    });
    return Object.fromEntries(await Promise.all(started)) as Feeds;
  };
  const names = [cluster.namespace, ...others];
  const places = await Promise.all(names.map(followAll));
  const [own = {} as Feeds] = places;
  const kinds = Object.keys(own) as (keyof Kinds)[];
  const feeds = places.flatMap((place) => kinds.map((kind) => place[kind]));
  const itemsOf = (kind: keyof Kinds) => places.flatMap((place) => place[kind].items() as Kinds[keyof Kinds][]);
  return {
    objects: () => Object.fromEntries(kinds.map((kind) => [kind, itemsOf(kind)])) as NamespaceObjects,
    deletedJobs: () => places.flatMap(({ jobs }) => jobs.deleted()),
    forbidden: () => kinds.filter((kind) => own[kind].isForbidden()),
    sees: (kind, namespace) => places[names.indexOf(namespace)]?.[kind].isForbidden() === false,
    isCurrent: (since) => feeds.every((feed) => feed.isCurrent(since)),
    lost: () => feeds.map((feed) => feed.lost()).find((words) => words !== undefined),
  };
}

function sourcesIn(cluster: Cluster, namespace: string): Sources {
  const source = <T extends KubernetesObject>(api: string, plural: string): Source<T> => {
    const path = `/${api}/namespaces/${namespace}/${plural}`;
    return { path, list: () => listPages<T>(cluster, path) };
  };
  return {
    pods: source("api/v1", "pods"),
    events: source("api/v1", "events"),
    claims: source("api/v1", "persistentvolumeclaims"),
    services: source("api/v1", "services"),
    deployments: source("apis/apps/v1", "deployments"),
    replicaSets: source("apis/apps/v1", "replicasets"),
    statefulSets: source("apis/apps/v1", "statefulsets"),
    daemonSets: source("apis/apps/v1", "daemonsets"),
    jobs: { ...source<Kinds["jobs"]>("apis/batch/v1", "jobs"), keepsDeleted: true },
  };
}
