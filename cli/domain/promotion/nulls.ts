/** In these every value is a text, and one that is left out is an empty one. */
const textMaps = new Set(["data", "stringData", "binaryData", "labels", "annotations", "matchLabels", "nodeSelector"]);

/** A document as Kubernetes reads it: what is null is not there. Templates leave a null behind each key without a value. */
export function withoutNulls<T>(value: T, key = ""): T {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map((item) => withoutNulls(item)) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).flatMap(([name, item]) => {
    if (item !== null) return [[name, withoutNulls(item, name)]];
    return textMaps.has(key) ? [[name, ""]] : [];
  });
  return Object.fromEntries(entries) as T;
}
