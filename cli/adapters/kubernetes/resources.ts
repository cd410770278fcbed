import type { Cluster } from "./cluster.ts";
import { asFailure, isNotFound } from "./errors.ts";
import { send } from "./raw-requests.ts";

/** An object as a chart renders it. */
export interface AnyObject {
  apiVersion: string;
  kind: string;
  metadata: { name?: string; namespace?: string; annotations?: Record<string, string> };
}

/** Where the API server has the objects of one kind. */
export interface Resource {
  /** Path of all of them, as for creating one. */
  all: string;
  /** Path of this one. */
  one: string;
}

/** Finds the place of an object; undefined where the cluster does not know its kind. */
export type FindResource = (object: AnyObject) => Promise<Resource | undefined>;

interface ResourceList {
  resources: { name: string; kind: string; namespaced: boolean }[];
}

/** Asks the cluster for the kinds of each API version, once. */
export function resourcesOf({ config, namespace: own }: Cluster): FindResource {
  const lists = new Map<string, Promise<ResourceList>>();
  const listOf = (base: string): Promise<ResourceList> => {
    const known = lists.get(base) ?? send<ResourceList>(config, { method: "GET", path: base }).then(({ body }) => body);
    lists.set(base, known);
    return known;
  };
  return async ({ apiVersion, kind, metadata: { name = "", namespace = own } }) => {
    const base = `${apiVersion.includes("/") ? "/apis" : "/api"}/${apiVersion}`;
    try {
      const { resources } = await listOf(base);
      const found = resources.find((resource) => resource.kind === kind && !resource.name.includes("/"));
      if (!found) return undefined;
      const all = `${base}${found.namespaced ? `/namespaces/${namespace}` : ""}/${found.name}`;
      return { all, one: `${all}/${encodeURIComponent(name)}` };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw asFailure(error, `ask which objects of ${apiVersion} the cluster knows`);
    }
  };
}
