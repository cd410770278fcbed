import type { AnyObject } from "./resources.ts";

/** Names of fields, as `managedFields` has them: `f:` before each. One without any below it is owned as a whole. */
interface Fields {
  [name: string]: Fields;
}

/** An object as it is in the cluster. */
export interface LiveObject extends AnyObject {
  metadata: AnyObject["metadata"] & {
    resourceVersion?: string;
    labels?: Record<string, string>;
    managedFields?: { manager?: string; operation?: string; fieldsV1?: Fields }[];
  };
}

type Tree = Readonly<Record<string, unknown>>;

/**
 * The JSON merge patch that makes of an object what the chart says, and takes away what Helm 3 set and the chart has no
 * more; undefined where Helm 3 set nothing. Helm 3 takes it away by itself, and Helm 4 after it has made it its own. A
 * server-side apply on trial takes it for somebody else's, leaves it there, and may refuse what both together are.
 */
export function patchWithoutLeftovers(live: LiveObject, wanted: AnyObject): object | undefined {
  const owned = (live.metadata.managedFields ?? [])
    .filter(({ manager, operation }) => manager === "helm" && operation === "Update")
    .flatMap(({ fieldsV1 }) => fieldsV1 ?? []);
  return owned.length > 0 ? patchFrom({ ...live }, { ...wanted }, owned) : undefined;
}

function patchFrom(live: Tree, wanted: Tree, owned: readonly Fields[]): Tree {
  const gone = Object.keys(live).filter((name) => !Object.hasOwn(wanted, name) && ownedBelow(owned, name).length > 0);
  const changed = Object.entries(wanted).map(([name, value]) => {
    const before = live[name];
    const isDeeper = isTree(value) && isTree(before);
    return [name, isDeeper ? patchFrom(before, value, ownedBelow(owned, name)) : value];
  });
  return { ...Object.fromEntries(changed), ...Object.fromEntries(gone.map((name) => [name, null])) };
}

const ownedBelow = (owned: readonly Fields[], name: string): Fields[] =>
  owned.flatMap((fields) => (Object.keys(fields).length === 0 ? fields : (fields[`f:${name}`] ?? [])));

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);
