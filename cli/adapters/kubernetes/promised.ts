import { isCustomGroup } from "../../domain/promotion/custom-group.ts";
import type { Cluster } from "./cluster.ts";
import { send } from "./raw-requests.ts";

interface Groups {
  groups: { name: string; preferredVersion: { groupVersion: string } }[];
}

interface Kinds {
  resources: { name: string; kind: string; namespaced: boolean; verbs: string[] }[];
}

interface Page {
  items: object[];
  metadata?: { continue?: string };
}

/** They make whatever a policy says, in words that name nothing. */
const generators = /(^|\.)kyverno\.io$/;

/** Reports and addresses: there may be one for each pod, and they speak of Secrets that nobody is going to make. */
const reporters = /(^|\.)(wgpolicyk8s\.io|openreports\.io|aquasecurity\.github\.io|cilium\.io|projectcalico\.org)$/;

/** The API server has others to serve. */
const atOnce = 4;
const perPage = 250;
const mostPages = 200;

/**
 * Which of these names an object of a custom kind speaks of, such as an ExternalSecret, a SealedSecret or a Certificate:
 * its controller may be about to make a Secret of that name. All of them if that cannot be told, or only by reading too much.
 */
export async function promisedNames(cluster: Cluster, names: readonly string[]): Promise<string[]> {
  try {
    const { groups } = await read<Groups>(cluster, "/apis");
    const custom = groups.filter(({ name }) => isCustomGroup(name) && !reporters.test(name));
    if (custom.some(({ name }) => generators.test(name))) return [...names];
    return await spokenOf(
      cluster,
      custom.map(({ preferredVersion }) => preferredVersion.groupVersion),
      names,
    );
  } catch {
    return [...names];
  }
}

async function spokenOf(cluster: Cluster, versions: readonly string[], names: readonly string[]): Promise<string[]> {
  const open = new Set(names);
  let pages = 0;
  const readList = async (path: string) => {
    let next: string | undefined = "";
    while (next !== undefined && open.size > 0) {
      pages += 1;
      if (pages > mostPages) throw new Error("there are too many objects of custom kinds to read them all");
      const page: Page = await read(cluster, path, { limit: String(perPage), ...(next && { continue: next }) });
      const text = JSON.stringify(page.items);
      for (const name of open) if (text.includes(JSON.stringify(name))) open.delete(name);
      next = page.metadata?.continue || undefined;
    }
  };
  const queue = [...versions];
  const readSome = async () => {
    for (let version = queue.shift(); version !== undefined && open.size > 0; version = queue.shift())
      for (const path of await listsOf(cluster, version)) await readList(path);
  };
  await Promise.all(Array.from({ length: atOnce }, readSome));
  return names.filter((name) => !open.has(name));
}

/** Paths of the lists whose objects may speak of a name in our namespace. */
async function listsOf(cluster: Cluster, version: string): Promise<string[]> {
  const { resources } = await read<Kinds>(cluster, `/apis/${version}`);
  return resources
    .filter(({ name, verbs }) => !name.includes("/") && verbs.includes("list"))
    .map(({ name, namespaced }) => `/apis/${version}${namespaced ? `/namespaces/${cluster.namespace}` : ""}/${name}`);
}

const read = async <T>({ config }: Cluster, path: string, query: Record<string, string> = {}): Promise<T> =>
  (await send<T>(config, { method: "GET", path, query, withinMs: 0 })).body;
