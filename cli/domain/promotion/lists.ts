type Fields = Readonly<Record<string, unknown>>;

interface List extends Fields {
  apiVersion?: unknown;
  kind?: unknown;
  metadata?: unknown;
  items: unknown[] | null;
}

/**
 * The objects of a document: of a list those in it, since Helm and kubectl take apart whatever has `items`, a `List` or a
 * `ConfigMapList`. None of an empty one.
 */
export function objectsOf(document: unknown): Fields[] {
  if (!isFields(document)) return [];
  if (!isList(document)) return [document];
  return (document.items ?? []).flatMap((item) => objectsOf(item).map((object) => ofList(object, document)));
}

export const isList = (document: unknown): document is List =>
  isFields(document) && (document.items === null || Array.isArray(document.items));

/** Items of a typed list need not say what they are, and Helm asks the list alone whether it is a hook. */
function ofList(item: Fields, { apiVersion, kind, metadata }: List): Fields {
  const isUntyped = item.apiVersion === undefined && item.kind === undefined;
  const hooks = Object.entries(annotationsIn(metadata)).filter(([name]) => name.startsWith("helm.sh/hook"));
  const typed = isUntyped ? { apiVersion, kind: String(kind).replace(/List$/, ""), ...item } : item;
  if (hooks.length === 0) return typed;
  const annotations = { ...annotationsIn(item.metadata), ...Object.fromEntries(hooks) };
  return { ...typed, metadata: { ...fieldsOf(item.metadata), annotations } };
}

const annotationsIn = (metadata: unknown): Fields => fieldsOf(fieldsOf(metadata).annotations);

const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
