import { changesOf, type Path, textOf, valueAt } from "../environment/field-paths.ts";
import type { Compared, RefusedField } from "./refused-field.ts";

const isFixed = ({ message }: RefusedField): boolean =>
  /immutable|may not change once set|cannot change roleRef|updates to \w{1,40} (?:spec for|are)|may not change fields/.test(
    message,
  );

/**
 * Why an object that is there cannot become what the chart says, with the values on both sides, and how to go on; undefined if
 * something else is refused. The API repeats the whole new value, says nothing of the old one, and for a StatefulSet not even the field.
 */
export function unchangeable(
  live: Compared,
  wanted: Compared,
  refused: readonly RefusedField[],
  namespace: string,
): { message: string; hint: string } | undefined {
  const fixed = refused.filter(isFixed);
  if (fixed.length === 0) return undefined;
  const others = refused.filter((each) => !fixed.includes(each)).map(({ field, message }) => `; ${field}: ${message}`);
  const changed = fixed.flatMap(({ field }) => changedIn(live, wanted, field));
  const fields = [...new Set(fixed.map(({ field }) => field))].filter((field) => field !== "spec");
  const shown = changed.slice(0, mostShown).map((path) => comparison(live, wanted, path));
  const what = shown.length > 0 ? shown.join("; ") : fields.join(", ") || "spec";
  const more = changed.length - shown.length;
  return {
    message: `cannot be changed once it is there: ${what}${more > 0 ? `; and ${more} more` : ""}${others.join("")}`,
    hint: wayOut(wanted, namespace),
  };
}

const mostShown = 3;

/** What of a StatefulSet is fixed; all else of its `spec` is not. */
const fixedOfSet = ["selector", "serviceName", "volumeClaimTemplates", "podManagementPolicy", "revisionHistoryLimit"];

function changedIn(live: Compared, wanted: Compared, field: string): Path[] {
  const start = field.replace(/\[.*/, "").split(".");
  const places = field === "spec" && wanted.kind === "StatefulSet" ? fixedOfSet.map((key) => ["spec", key]) : [start];
  return places.flatMap((path) => {
    const [before, after] = [valueAt(live, path), valueAt(wanted, path)];
    // The cluster fills in defaults, but not those of labels.
    if (path.at(-1) === "selector") return changesOf(before, after, path);
    return after === undefined ? [] : differences(before, after, path);
  });
}

/** Where the cluster has something else than the chart says; what the chart says nothing of is no difference. */
function differences(live: unknown, wanted: unknown, path: Path): Path[] {
  if (Array.isArray(wanted) && Array.isArray(live) && wanted.length === live.length)
    return wanted.flatMap((each, index) => differences(live[index], each, [...path, index]));
  if (isMap(wanted) && isMap(live))
    return Object.entries(wanted).flatMap(([key, value]) => differences(live[key], value, [...path, key]));
  return changesOf(live, wanted, path).length > 0 && wanted !== null ? [path] : [];
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function comparison(live: Compared, wanted: Compared, path: Path): string {
  if (/^(Secret|ConfigMap)$/.test(wanted.kind)) return textOf(path);
  const [before, after] = [live, wanted].map((object) => told(valueAt(object, path)));
  return `${textOf(path)} is ${before}, and the chart says ${after}`;
}

function told(value: unknown): string {
  if (value === undefined) return "not set";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

const longest = 100;

function wayOut({ kind, metadata: { name } }: Compared, namespace: string): string {
  const remove = `kubectl --namespace ${namespace} delete ${kind.toLowerCase()} ${name}`;
  const again = "and run the same command again";
  switch (kind) {
    case "Job":
      return `If its work is done, \`${remove}\` ${again}; for every release to come, give it \`{{ .Release.Revision }}\` in its name, or make it a hook.`;
    case "StatefulSet":
      return `Leave it in the chart as it was; or \`${remove} --cascade=orphan\`, which keeps pods and volumes, ${again}.`;
    case "Deployment":
    case "DaemonSet":
    case "ReplicaSet":
      return `Keep what changes with a version out of the selector's labels; to change them once, \`${remove}\`, which ends its pods, ${again}.`;
    case "PersistentVolumeClaim":
      return "Leave it in the chart as it was: a claim that is made anew has none of the data.";
    default:
      return `Leave it in the chart as it was, or give it another name; or, if nothing is lost with it, \`${remove}\` ${again}.`;
  }
}
