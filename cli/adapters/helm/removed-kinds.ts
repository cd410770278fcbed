import { type Failure, preconditionError } from "../../../lib/errors.ts";
import type { ProcessFailure } from "../../../lib/processes.ts";
import { isCustomGroup } from "../../domain/promotion/custom-group.ts";
import type { Helm } from "./program.ts";

const missing = /no matches for kind "([^"]{1,100})" in version "([^"]{1,200})"/g;

interface Kind {
  kind: string;
  apiVersion: string;
}

/**
 * The Failure of a Helm that cannot read the revision it stored itself, since a newer cluster, or one without an operator, does
 * not know its kinds any more. Undefined for any other error, such as a kind that only the new chart has.
 */
export function removedKinds(helm: Pick<Helm, "name" | "env">, error: ProcessFailure): Failure | undefined {
  if (!/current release manifest/.test(error.stderr)) return undefined;
  const found = [...error.stderr.matchAll(missing)].map(([, kind = "", apiVersion = ""]) => ({ kind, apiVersion }));
  return found.length > 0 ? hasRemoved(helm, found, error) : undefined;
}

/** The Failure of a Helm that ends since its stored revision has these kinds. */
export function hasRemoved({ name, env }: Pick<Helm, "name" | "env">, found: readonly Kind[], cause: unknown): Failure {
  const kinds = [...new Set(found.map(({ kind, apiVersion }) => `${kind} of ${apiVersion}`))];
  const isCustom = found.some(({ apiVersion }) => isCustomGroup(apiVersion.split("/")[0] ?? ""));
  return preconditionError(
    `Helm's stored revision of ${name} has what this cluster knows no more: ${kinds.join(", ")}`,
    {
      details: ["Helm reads it before it changes anything, and ends there, whatever a new chart has."],
      hint: isCustom
        ? "Install the definition of that kind again (its CRD), then run the same command again."
        : `Have it rewritten, then run the same command again: \`helm plugin install https://github.com/helm/helm-mapkubeapis\`, \`helm mapkubeapis ${name} --namespace ${env.HELM_NAMESPACE}\`.`,
      cause,
    },
  );
}
