import { type Failure, preconditionError } from "../../../lib/errors.ts";
import type { ProcessFailure } from "../../../lib/processes.ts";
import { isCustomGroup } from "../../domain/promotion/custom-group.ts";
import type { Helm } from "./program.ts";

const missing = /no matches for kind "([^"]{1,100})" in version "([^"]{1,200})"/g;

/**
 * The Failure of a Helm that cannot read the revision it stored itself, since a newer cluster, or one without an operator, does
 * not know its kinds any more. Undefined for any other error, such as a kind that only the new chart has.
 */
export function removedKinds({ name, env }: Pick<Helm, "name" | "env">, error: ProcessFailure): Failure | undefined {
  if (!/current release manifest/.test(error.stderr)) return undefined;
  const found = [...error.stderr.matchAll(missing)].map(([, kind = "", version = ""]) => ({ kind, version }));
  if (found.length === 0) return undefined;
  const kinds = [...new Set(found.map(({ kind, version }) => `${kind} of ${version}`))];
  const isCustom = found.some(({ version }) => isCustomGroup(version.split("/")[0] ?? ""));
  return preconditionError(
    `Helm's stored revision of ${name} has what this cluster knows no more: ${kinds.join(", ")}`,
    {
      details: [`Helm compares with it, whatever the new chart has, and ends.`],
      hint: isCustom
        ? "Install the definition of that kind again (its CRD), then run the same command again."
        : `Have it rewritten, then run the same command again: \`helm plugin install https://github.com/helm/helm-mapkubeapis\`, \`helm mapkubeapis ${name} --namespace ${env.HELM_NAMESPACE}\`.`,
      cause: error,
    },
  );
}
