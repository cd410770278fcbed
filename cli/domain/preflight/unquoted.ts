import type { ManifestObject } from "../promotion/manifest.ts";
import type { Objection } from "./missing-settings.ts";

const workloads = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod"];
/** Maps whose values are texts, wherever they stand in a workload. */
const textMaps = new Set(["labels", "annotations", "matchLabels", "nodeSelector"]);

type Found = [path: string, value: unknown];

/**
 * Numbers, and words such as `true`, where Kubernetes takes text alone: what Helm fills in has no quotes of its own. The
 * API server names neither the variable nor the key.
 */
export function unquoted(objects: readonly ManifestObject[]): (Objection & { hint: string })[] {
  return objects.flatMap((object) => {
    const { kind, metadata } = object;
    return foundIn(object)
      .filter(([, value]) => Number.isFinite(value) || typeof value === "boolean")
      .map(([path, value]) => ({
        kind,
        name: metadata.name,
        // Of a Secret, or of a variable, the value may be one.
        message: `${path} is ${typeof value === "number" ? "a number" : "true or false"}, and has to be text`,
        severity: "refused" as const,
        hint: "Quote it in the template, `{{ … | quote }}`, or in the values if the template takes them as they are.",
      }));
  });
}

function foundIn(object: ManifestObject): Found[] {
  const { kind, metadata, ...rest } = object as ManifestObject & Record<string, unknown>;
  const own = textsBelow({ metadata }, "");
  if (workloads.includes(kind)) return [...own, ...textsBelow(rest, "")];
  if (kind === "ConfigMap" || kind === "Secret")
    return [...own, ...["data", "stringData"].flatMap((key) => valuesOf(rest[key], key))];
  if (kind === "Service") return [...own, ...valuesOf((rest.spec as Node | undefined)?.selector, "spec.selector")];
  return own;
}

type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);

const valuesOf = (map: unknown, path: string): Found[] =>
  isNode(map) ? Object.entries(map).map(([key, value]) => [`${path}.${key}`, value]) : [];

function textsBelow(value: unknown, path: string): Found[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => textsBelow(item, `${path}[${isNode(item) ? (item.name ?? index) : index}]`));
  if (!isNode(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const below = path === "" ? key : `${path}.${key}`;
    if (textMaps.has(key)) return valuesOf(child, below);
    return key === "env" && Array.isArray(child) ? variablesIn(child, below) : textsBelow(child, below);
  });
}

const variablesIn = (variables: readonly unknown[], path: string): Found[] =>
  variables.filter(isNode).map(({ name, value }) => [`${path}[${name}].value`, value]);
