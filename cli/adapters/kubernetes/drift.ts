import { maskSecretsOf, redact } from "../../../lib/secrets.ts";
import { type ChangedField, driftOf, namedTexts, type ServedObject } from "../../domain/environment/drift.ts";
import { indexIn, type Path, valueAt } from "../../domain/environment/field-paths.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure } from "./errors.ts";
import { send } from "./raw-requests.ts";
import { type AnyObject, type FindResource, resourcesOf } from "./resources.ts";
import { apply, readLive } from "./trial.ts";

/** A field that is not as the release has it, and the object that it is a field of. */
export interface DriftedField extends ChangedField {
  of: AnyObject;
}

/**
 * Compares objects with what applying them anew would make of them, which the API server is only asked about: it knows
 * its defaults, and what webhooks change each time. Undefined if nothing was found, and something could not be asked.
 */
export async function findDrift(cluster: Cluster, objects: readonly AnyObject[]): Promise<DriftedField[] | undefined> {
  const find = resourcesOf(cluster);
  const found = await Promise.allSettled(objects.map((object) => driftIn(cluster, find, object)));
  const fields = found.flatMap((each) => (each.status === "fulfilled" ? each.value : []));
  return fields.length === 0 && found.some(({ status }) => status === "rejected") ? undefined : fields;
}

async function driftIn(cluster: Cluster, find: FindResource, object: AnyObject): Promise<DriftedField[]> {
  const resource = await find(object);
  if (!resource) return [];
  const live = await readLive<AnyObject & ServedObject>(cluster, resource);
  if (!live && hasLifetime(object)) return [];
  if (!live) return [{ object: titleOf(object), field: "", path: [], isAdded: false, expected: "there", of: object }];
  const { body } = await apply(cluster, resource, object);
  const wanted = body as AnyObject & ServedObject;
  for (const each of [live, wanted]) maskSecretsOf(Object.fromEntries(namedTexts(each)));
  return driftOf(live, wanted).map(({ expected, found, ...field }) => ({
    ...field,
    ...(expected !== undefined && { expected: brief(expected) }),
    ...(found !== undefined && { found: brief(found) }),
    of: object,
  }));
}

/** A Job that the cluster removes by itself once it is done. */
const hasLifetime = ({ kind, spec }: AnyObject & { spec?: { ttlSecondsAfterFinished?: number } }): boolean =>
  kind === "Job" && spec?.ttlSecondsAfterFinished !== undefined;

const longest = 100;

/** One line of a value. It is masked before: half of a secret would not be known any more. */
function brief(value: string): string {
  const line = redact(value).replace(/\s+/g, " ");
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

const titleOf = ({ kind, metadata }: AnyObject): string => `${kind}/${metadata.name}`;

/**
 * Takes fields out of an object that its release says nothing of; applying the release would leave them. Answers how to
 * put them there again.
 */
export async function removeAdded(
  cluster: Cluster,
  object: AnyObject,
  paths: readonly Path[],
): Promise<() => Promise<void>> {
  const resource = await resourcesOf(cluster)(object);
  const live = resource && (await readLive<AnyObject & ServedObject>(cluster, resource));
  const found = paths.flatMap((path) => {
    const pointer = live && pointerTo(live, path);
    return pointer === undefined ? [] : [{ path: pointer, value: valueAt(live, path) }];
  });
  if (!resource || !live || found.length === 0) return async () => {};
  const fields = found.sort((one, other) => byNumbers.compare(one.path, other.path));
  const patch = (body: object) =>
    send(cluster.config, { method: "PATCH", path: resource.one, body, contentType: "application/json-patch+json" });
  try {
    await patch([
      // Refused if somebody has changed it since: the numbers may be those of others.
      { op: "test", path: "/metadata/resourceVersion", value: live.metadata.resourceVersion },
      // From behind, so that the numbers of those before stay what they are.
      ...fields.toReversed().map(({ path }) => ({ op: "remove", path })),
    ]);
  } catch (error) {
    throw asFailure(error, `take back what was changed by hand in ${titleOf(object)}`);
  }
  return async () => void (await patch(fields.map((field) => ({ op: "add", ...field }))));
}

const byNumbers = new Intl.Collator("en", { numeric: true });

/** A path as a JSON patch writes it; undefined if nothing is there. */
function pointerTo(live: unknown, path: Path): string | undefined {
  if (valueAt(live, path) === undefined) return undefined;
  const parts = path.map((segment, at) => {
    const above = valueAt(live, path.slice(0, at));
    return Array.isArray(above) ? String(indexIn(above, segment)) : String(segment);
  });
  return parts.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
