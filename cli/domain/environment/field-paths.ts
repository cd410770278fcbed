import { isDeepStrictEqual } from "node:util";

/** The way to a field: a key, or of a list the keys and values by which an element is found there, or its number. */
export type Path = readonly Segment[];
type Segment = string | number | Readonly<Record<string, unknown>>;

/** Fields as the API server lists them in `managedFields`: `f:` is a key, `k:` an element by its keys, `v:` a value. */
export interface Fields {
  [field: string]: Fields;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `spec.template.spec.containers[shop].env[CURRENCY].value` */
export const textOf = (path: Path): string =>
  path
    .map((segment) => {
      if (typeof segment === "string") return `.${segment}`;
      return `[${typeof segment === "number" ? segment : Object.values(segment).join(",")}]`;
    })
    .join("")
    .replace(/^\./, "");

/** The number of an element in a list; -1 if it is none. */
export const indexIn = (list: readonly unknown[], segment: Segment): number =>
  typeof segment === "number"
    ? segment
    : list.findIndex((item) =>
        isObject(segment)
          ? isObject(item) && Object.entries(segment).every(([key, value]) => isDeepStrictEqual(item[key], value))
          : item === segment,
      );

export function valueAt(value: unknown, path: Path): unknown {
  const [segment, ...rest] = path;
  if (segment === undefined) return value;
  if (Array.isArray(value)) return valueAt(value[indexIn(value, segment)], rest);
  return isObject(value) && typeof segment === "string" ? valueAt(value[segment], rest) : undefined;
}

/** Paths of what differs between two values, the highest ones. */
export function changesOf(one: unknown, other: unknown, path: Path = []): Path[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (isObject(one) && isObject(other))
    return keysOf(one, other).flatMap((key) => changesOf(one[key], other[key], [...path, key]));
  if (Array.isArray(one) && Array.isArray(other) && areNamed(one) && areNamed(other))
    return [...new Set([...one, ...other].map(({ name }) => name))].flatMap((name) =>
      changesOf(valueAt(one, [{ name }]), valueAt(other, [{ name }]), [...path, { name }]),
    );
  return [path];
}

const keysOf = (...objects: object[]): string[] => [...new Set(objects.flatMap(Object.keys))];

const areNamed = (list: readonly unknown[]): list is { name: string }[] => {
  const names = list.map((item) => (isObject(item) ? item.name : undefined));
  return names.every((name) => typeof name === "string") && new Set(names).size === list.length;
};

/** Paths of the fields that are not among `others`, the highest ones; only those on the way to `towards`, if it is given. */
export function fieldsBeyond(fields: Fields, others: Fields, towards?: Path, path: Path = []): Path[] {
  return Object.entries(fields).flatMap(([field, below]) => {
    const segment = segmentOf(field);
    if (segment === undefined) return [];
    const next = [...path, segment];
    const index = next.length - 1;
    if (towards && index < towards.length && !isSameSegment(segment, towards[index])) return [];
    const isLeaf = Object.keys(below).length === 0 || "." in below;
    if (towards ? next.length === towards.length : !(field in others) && isLeaf) return [next];
    if (towards && Object.keys(below).length === 0) return [next];
    return fieldsBeyond(below, others[field] ?? {}, towards, next);
  });
}

/** The fields of both. */
export const mergedFields = (one: Fields, other: Fields): Fields => ({
  ...one,
  ...Object.fromEntries(
    Object.entries(other).map(([field, below]) => [field, mergedFields(one[field] ?? {}, below)] as const),
  ),
});

const isSameSegment = (segment: Segment, other: Segment | undefined): boolean =>
  isDeepStrictEqual(segment, other) ||
  (isObject(segment) && isObject(other) && Object.entries(other).every(([key, value]) => segment[key] === value));

function segmentOf(field: string): Segment | undefined {
  const content = field.slice(2);
  switch (field.slice(0, 2)) {
    case "f:":
      return content;
    case "k:":
    case "v:":
      return JSON.parse(content);
    case "i:":
      return Number(content);
    default:
      return undefined;
  }
}
