import { textOf, valueAt } from "../environment/field-paths.ts";
import type { Compared, RefusedField } from "./refused-field.ts";

/**
 * Why an object that is there cannot become what the chart says, if all that is in the way was filled in by the API server: no chart can
 * take it away with a server-side apply, as Helm 4 does it, not even by `null`. So it is with a Deployment that is to be
 * `Recreate`: the `rollingUpdate` that it had by default stays, and does not go with it. Undefined if something else is refused.
 */
export function defaultedFields(
  live: Compared,
  wanted: Compared,
  refused: readonly RefusedField[],
  namespace: string,
): { message: string; hint: string } | undefined {
  const [first] = refused;
  if (!first || refused.length > 1 || !/may not be specified when|only allowed for/.test(first.message))
    return undefined;
  const path = first.field.split(".");
  const parent = path.slice(0, -1);
  const [left, said] = [valueAt(live, path), valueAt(wanted, parent)];
  if (left === undefined || !isMap(said) || valueAt(wanted, path) !== undefined) return undefined;
  const patch = JSON.stringify(nested(parent, { ...said, [path.at(-1) ?? ""]: null }));
  const { kind, metadata } = wanted;
  const command = `kubectl --namespace ${namespace} patch ${kind.toLowerCase()} ${metadata.name} --type merge --patch '${patch}'`;
  return {
    message: `has ${textOf(path)} by default, which does not go with the chart's ${textOf(parent)} ${JSON.stringify(said)}, and Helm does not take it away`,
    hint: `Once, and without a word to its pods: \`${command}\`. Then run the same command again.`,
  };
}

/**
 * The merge patch that takes away what the API server filled in and a workload's strategy does not go with, pods left alone;
 * undefined if nothing stands in its way.
 */
export function strategyPatch(live: Compared, wanted: Compared): object | undefined {
  const key = ["strategy", "updateStrategy"].find((each) => {
    const said = valueAt(wanted, ["spec", each]);
    const isOther = isMap(said) && said.type !== undefined && said.type !== "RollingUpdate";
    return isOther && valueAt(live, ["spec", each, "rollingUpdate"]) !== undefined;
  });
  const said = key && valueAt(wanted, ["spec", key]);
  return key && isMap(said) ? { spec: { [key]: { ...said, rollingUpdate: null } } } : undefined;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const nested = (path: readonly string[], value: unknown): unknown =>
  path.reduceRight((inner, key) => ({ [key]: inner }), value);
