import { isCustomGroup } from "../../domain/promotion/custom-group.ts";
import type { Cluster } from "./cluster.ts";
import { send } from "./requests.ts";

interface Groups {
  groups: { name: string; preferredVersion: { groupVersion: string } }[];
}

interface Kinds {
  resources: { name: string; kind: string; namespaced: boolean; verbs: string[] }[];
}

/** They make whatever a policy says, in words that name nothing. */
const generators = /(^|\.)kyverno\.io$/;

/**
 * Which of these names an object of a custom kind speaks of, such as an ExternalSecret, a SealedSecret or a Certificate:
 * its controller may be about to make a Secret of that name. All of them if that cannot be told.
 */
export async function promisedNames(cluster: Cluster, names: readonly string[]): Promise<string[]> {
  try {
    const { groups } = await read<Groups>(cluster, "/apis");
    const custom = groups.filter(({ name }) => isCustomGroup(name));
    if (custom.some(({ name }) => generators.test(name))) return [...names];
    const texts = await Promise.all(
      custom.map(({ preferredVersion }) => textsOf(cluster, preferredVersion.groupVersion)),
    );
    return names.filter((name) => texts.flat().some((text) => text.includes(JSON.stringify(name))));
  } catch {
    return [...names];
  }
}

/** Each list of objects that may speak of a name in our namespace, as it is sent. */
async function textsOf(cluster: Cluster, version: string): Promise<string[]> {
  const { resources } = await read<Kinds>(cluster, `/apis/${version}`);
  const listable = resources.filter(({ name, verbs }) => !name.includes("/") && verbs.includes("list"));
  const pathOf = ({ name, namespaced }: Kinds["resources"][number]) =>
    `/apis/${version}${namespaced ? `/namespaces/${cluster.namespace}` : ""}/${name}`;
  return Promise.all(listable.map(async (resource) => JSON.stringify(await read<object>(cluster, pathOf(resource)))));
}

const read = async <T>({ config }: Cluster, path: string): Promise<T> =>
  (await send<T>(config, { method: "GET", path, withinMs: 0 })).body;
