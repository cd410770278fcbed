import { isDeepStrictEqual } from "node:util";
import type { Drift } from "../../results/status.ts";
import { changesOf, type Fields, fieldsBeyond, mergedFields, type Path, textOf, valueAt } from "./field-paths.ts";

interface ManagedFields {
  manager?: string;
  operation?: string;
  subresource?: string;
  time?: string;
  fieldsV1?: Fields;
}

/** An object of any kind, as the API server has it. */
export interface ServedObject {
  kind: string;
  metadata: { name?: string; resourceVersion?: string; managedFields?: ManagedFields[] };
  [key: string]: unknown;
}

/** A field that is not as the release has it. */
export interface ChangedField extends Drift {
  path: Path;
  /** The release does not have it. Applying it anew need not take it out: Helm 3 leaves what it did not write. */
  isAdded: boolean;
}

/** Tools of people. Controllers change objects as well, and are meant to. */
const byHand =
  /^((kubectl|k9s|lens|node-fetch|mozilla|headlamp|dashboard|octant|curl|terraform|pulumi)|(oc|rancher)$)/i;

/** `kubectl rollout restart` changes nothing of what runs. */
const restarted = "kubectl.kubernetes.io/restartedAt";

/**
 * What of an object is not as its release has it. `wanted` is what applying the release anew would make of it: what
 * differs was changed, and what a tool of people still owns there was added.
 */
export function driftOf(live: ServedObject, wanted: ServedObject): ChangedField[] {
  const object = `${live.kind}/${live.metadata.name}`;
  const people = peopleOf(live);
  const told = (path: Path, isAdded: boolean): ChangedField => {
    const values = { expected: valueAt(wanted, path), found: valueAt(live, path) };
    const owner = people.find(({ fieldsV1 = {} }) => fieldsBeyond(fieldsV1, {}, path).length > 0);
    return {
      object,
      field: textOf(path),
      path,
      isAdded,
      ...(live.kind !== "Secret" && {
        ...(!isAdded && values.expected !== undefined && { expected: shown(values.expected) }),
        ...(values.found !== undefined && { found: shown(values.found) }),
      }),
      ...(owner?.time && { since: owner.time }),
      ...(owner?.manager && { by: owner.manager }),
    };
  };
  const changed = changesOf(contentOf(live), contentOf(wanted)).filter((path) => !isOfController(live, path));
  const known = new Set(changed.map(textOf));
  const added = peopleOf(wanted)
    .flatMap(({ fieldsV1 = {} }) => fieldsBeyond(withoutRestart(fieldsV1), fieldsOfOthers(wanted)))
    .filter((path) => isContent(path) && !known.has(textOf(path)) && valueAt(live, path) !== undefined);
  return [
    ...changed.map((path) => told(path, valueAt(wanted, path) === undefined)),
    ...withoutDoubles(added).map((path) => told(path, true)),
  ];
}

const peopleOf = ({ metadata }: ServedObject): ManagedFields[] =>
  (metadata.managedFields ?? []).filter(({ manager = "", subresource }) => byHand.test(manager) && !subresource);

/** All that somebody else than people has a part in, the release among them. */
const fieldsOfOthers = (object: ServedObject): Fields => {
  const people = peopleOf(object);
  const others = (object.metadata.managedFields ?? []).filter((managed) => !people.includes(managed));
  return others.reduce<Fields>((all, { fieldsV1 = {} }) => mergedFields(all, fieldsV1), {});
};

/** Without the mark of a restart; a map around it is not taken back as a whole, so what else is in it counts by itself. */
function withoutRestart(fields: Fields): Fields {
  if (!hasRestart(fields)) return fields;
  const kept = Object.entries(fields).filter(([field]) => field !== "." && field !== `f:${restarted}`);
  const below = kept.map(([field, inner]) => [field, withoutRestart(inner), inner] as const);
  return Object.fromEntries(below.filter(([, left, inner]) => left === inner || Object.keys(left).length > 0));
}

const hasRestart = (fields: Fields): boolean =>
  Object.entries(fields).some(([field, below]) => field === `f:${restarted}` || hasRestart(below));

/** An autoscaler sets replicas, and a controller puts the certificate into what calls a webhook: both are meant to. */
function isOfController({ metadata: { managedFields = [] } }: ServedObject, path: Path): boolean {
  const isScale = textOf(path) === "spec.replicas";
  if (!isScale && path.at(-1) !== "caBundle") return false;
  const owners = managedFields.filter(({ fieldsV1 = {} }) => fieldsBeyond(fieldsV1, {}, path).length > 0);
  const isTheirs = ({ manager = "", subresource }: ManagedFields) =>
    !byHand.test(manager) && manager !== "helm" && (!isScale || subresource === "scale");
  return owners.length > 0 && owners.every(isTheirs);
}

/** If the release says nothing of replicas, an autoscaler or a person is meant to; without any, there would be one. */
const isContent = ([first, second]: Path): boolean =>
  !["metadata", "status"].includes(String(first)) && !(first === "spec" && second === "replicas");

/** Without what the server writes by itself. */
function contentOf({ metadata, status, kind, apiVersion, ...content }: ServedObject): Record<string, unknown> {
  return content;
}

const withoutDoubles = (paths: readonly Path[]): Path[] =>
  paths.filter((path, index) => paths.findIndex((other) => isDeepStrictEqual(other, path)) === index);

const shown = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Texts of an object with the names that may call them secret: variables, and keys of a ConfigMap. */
export const namedTexts = ({ kind, data, spec }: WithTexts): [name: string, text: string][] =>
  kind === "ConfigMap" ? textsIn(data) : variablesIn(spec);

interface WithTexts {
  kind: string;
  data?: unknown;
  spec?: unknown;
}

const textsIn = (data: unknown): [string, string][] =>
  Object.entries(data ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === "string");

function variablesIn(value: unknown): [string, string][] {
  if (typeof value !== "object" || value === null) return [];
  const { name, value: text } = value as { name?: unknown; value?: unknown };
  if (typeof name === "string" && typeof text === "string") return [[name, text]];
  return Object.values(value).flatMap(variablesIn);
}
