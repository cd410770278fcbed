import { isDeepStrictEqual } from "node:util";
import { isHook, type ManifestObject, parseManifest } from "./manifest.ts";
import { documentsOf, joined, keyOf, withDocuments } from "./stored-manifest.ts";

type Spec = Readonly<Record<string, unknown>>;

/** What of a claim cannot be changed once it is made. */
const fixedFields = [
  "accessModes",
  "dataSource",
  "dataSourceRef",
  "selector",
  "storageClassName",
  "volumeMode",
  "volumeName",
];

const sizePath = ["spec", "resources", "requests", "storage"];

/**
 * A manifest whose claims are those of the cluster, `live` by `keyOf`, in what cannot be taken back: their size, and what
 * was fixed when they were made, such as the volume that `lookup` found for `from`. What neither manifest names stays
 * unnamed, since the next version would have to take it away. Undefined if they are.
 */
export function withLiveClaims(manifest: string, from: string, live: ReadonlyMap<string, Spec>): string | undefined {
  const replaced = specsIn(from);
  return withDocuments(manifest, ["PersistentVolumeClaim"], (document, object) => {
    const key = keyOf(object);
    const [now = {}, before = {}] = [live.get(key), replaced.get(key)];
    const own: Spec = { ...object.spec };
    const fixed = fixedFields.filter((field) => field in now && (field in own || field in before));
    const size = storageOf(now);
    const changes = [
      ...fixed.map((field) => ({ path: ["spec", field], found: own[field], wanted: now[field] })),
      ...(size ? [{ path: sizePath, found: storageOf(own), wanted: size }] : []),
    ].filter(({ found, wanted }) => !isDeepStrictEqual(found, wanted));
    for (const { path, wanted } of changes) document.setIn(path, document.createNode(wanted));
    return changes.length > 0;
  });
}

const specsIn = (manifest: string): Map<string, Spec> =>
  new Map(parseManifest(manifest).map((object) => [keyOf(object), { ...object.spec }]));

const storageOf = ({ resources }: { resources?: { requests?: { storage?: unknown } } }): unknown =>
  resources?.requests?.storage;

const isJob = (object: ManifestObject): boolean =>
  object.kind === "Job" && object.apiVersion.startsWith("batch/") && !isHook(object);

/** The claims and Jobs of a manifest, which are compared with those in the cluster before it is gone back to. */
export const comparedIn = (manifest: string): ManifestObject[] =>
  parseManifest(manifest).filter((object) => object.kind === "PersistentVolumeClaim" || isJob(object));

/**
 * A manifest without the Jobs that going back to it would run once more: those that are gone, and those in whose place
 * `from` has put others, which no Helm can change. Helm then deletes what `from` has put there. Undefined if it has none.
 */
export function withoutDoneJobs(
  manifest: string,
  from: string,
  live: { has: (key: string) => boolean },
): { manifest: string; jobs: string[] } | undefined {
  const replaced = specsIn(from);
  const isDone = (object: ManifestObject | undefined): object is ManifestObject => {
    if (!object || !isJob(object)) return false;
    const other = replaced.get(keyOf(object));
    return !live.has(keyOf(object)) || (other !== undefined && !isDeepStrictEqual(other, { ...object.spec }));
  };
  const documents = documentsOf(manifest, ["Job"]).map((text) => ({ text, object: parseManifest(text)[0] }));
  const jobs = documents.flatMap(({ object }) => (isDone(object) ? [object.metadata.name] : []));
  if (jobs.length === 0) return undefined;
  const kept = documents.filter(({ object }) => !isDone(object)).map(({ text }) => text);
  return { manifest: joined(kept), jobs };
}
