import type { Cluster } from "./cluster.ts";
import { type AnyObject, resourcesOf } from "./resources.ts";

/** The definitions of custom kinds that a chart has beside its manifests, in `crds/`. */
export interface BundledDefinitions {
  objects: readonly AnyObject[];
  /** Helm makes them before all else at an installation, and leaves them alone at an upgrade. */
  areMade: boolean;
}

interface Definition extends AnyObject {
  spec?: { group?: string; names?: { kind?: string }; versions?: { name?: string }[] };
}

interface OfUnknownKind {
  message: string;
  severity: "refused" | "warning" | "unchecked";
  hint?: string;
}

/** Why an object of a kind that the cluster does not know cannot be applied, or cannot be tried yet. */
export function ofUnknownKind(
  object: AnyObject,
  rendered: readonly AnyObject[],
  { objects: bundled, areMade }: BundledDefinitions,
): OfUnknownKind {
  const { apiVersion, kind } = object;
  const unknown = `the cluster knows no ${kind} of ${apiVersion}`;
  const defines = (other: Definition) => isOf(other, object);
  if (bundled.some(defines)) {
    return areMade
      ? { severity: "warning", message: "cannot be checked before its CRD is there, which Helm makes first" }
      : {
          severity: "refused",
          message: `${unknown}; Helm takes it from the chart's crds/ only at a first installation, so apply it yourself: \`helm show crds <chart> | kubectl apply --server-side --filename -\``,
        };
  }
  if (!rendered.some(defines)) return { severity: "refused", message: unknown, hint: wayOutOf(apiVersion) };
  // A hook is looked at when it is its turn, all else before anything is made.
  if (object.metadata.annotations?.["helm.sh/hook"] !== undefined) return { severity: "unchecked", message: unknown };
  return {
    severity: "refused",
    message: `${unknown}, and Helm asks for it before it applies the chart's own definition: move that to crds/`,
  };
}

/** Only what is no stable version of Kubernetes' own is ever dropped. */
const early = /^(?:[a-z]+|[a-z.]+\.k8s\.io)\/v\d+(?:alpha|beta)\d+$/;

const wayOutOf = (apiVersion: string): string =>
  early.test(apiVersion)
    ? `Kubernetes drops early versions, such as ${apiVersion}: \`chatops import --migrate\` shows what the chart needs today, and asks before it changes anything.`
    : `Install what defines ${apiVersion} in the cluster, often an operator, or turn that part off in the environment's values; then run the same command again.`;

const isOf = ({ kind, spec }: Definition, { apiVersion, kind: wanted }: AnyObject): boolean =>
  kind === "CustomResourceDefinition" &&
  spec?.names?.kind === wanted &&
  spec.versions?.some(({ name }) => `${spec.group}/${name}` === apiVersion) === true;

/** The objects whose kinds the cluster does not know. */
export async function withoutKind<T extends AnyObject>(cluster: Cluster, objects: readonly T[]): Promise<T[]> {
  const find = resourcesOf(cluster);
  const asked = objects.map(async (object) => ((await find(object)) ? [] : [object]));
  return (await Promise.all(asked)).flat();
}
