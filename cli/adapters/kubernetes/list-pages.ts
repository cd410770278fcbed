import type { KubernetesObject } from "../../domain/rollout/objects.ts";
import type { Cluster } from "./cluster.ts";
import { send } from "./raw-requests.ts";
import { withoutManagers } from "./watch-stream.ts";

interface Page<T> {
  items: T[] | null;
  metadata?: { continue?: string; resourceVersion?: string };
}

const perPage = 500;

/**
 * Lists a collection in pages, as the API server sends it: a list of thousands of events, and the client's copy of each,
 * would be most of the memory of a run.
 */
export async function listPages<T extends KubernetesObject>(
  { config }: Pick<Cluster, "config">,
  path: string,
  limit = perPage,
): Promise<{ items: T[]; metadata: { resourceVersion?: string } }> {
  const read = async (query: Record<string, string>): Promise<Page<T>> =>
    (await send<Page<T>>(config, { method: "GET", path, query: { ...query, limit: String(limit) } })).body;
  let page = await read({});
  const items = (page.items ?? []).map(withoutManagers);
  while (page.metadata?.continue) {
    page = await read({ continue: page.metadata.continue });
    items.push(...(page.items ?? []).map(withoutManagers));
  }
  return { items, metadata: page.metadata ?? {} };
}
