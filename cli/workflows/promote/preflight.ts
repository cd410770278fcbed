import { missingRights, type Right } from "../../adapters/kubernetes/access.ts";
import { type Refusal, tryApply } from "../../adapters/kubernetes/dry-run.ts";
import { tryPods } from "../../adapters/kubernetes/dry-run-pods.ts";
import { type Failure, preconditionError } from "../../core/errors.ts";
import type { Steps } from "../../core/steps.ts";
import type { Place } from "./place.ts";
import type { Plan } from "./plan.ts";

/** Without these a promotion would stop half-way; whatever else is missing is found by trying the objects themselves. */
const needed: readonly Right[] = [
  ...rights("", "configmaps", "get", "create", "update"),
  ...rights("", "secrets", "get", "list", "create", "update", "delete"),
  ...rights("", "pods", "list"),
  ...rights("apps", "deployments", "get", "list", "create", "patch"),
  ...rights("coordination.k8s.io", "leases", "get", "create", "update"),
];

function rights(group: string, resource: string, ...verbs: string[]): Right[] {
  return verbs.map((verb) => ({ verb, group, resource }));
}

/**
 * Asks the cluster what it would refuse, before anything is written. What cannot be seen from here, for lack of a
 * right, is no refusal; what is only doubtful is a warning.
 */
export async function askCluster(steps: Steps, { cluster }: Place, { objects }: Plan): Promise<void> {
  const [missing, ...answers] = await Promise.all([
    missingRights(cluster, needed),
    tryApply(cluster, objects),
    tryPods(cluster, objects),
  ]);
  if (missing.length > 0) throw lacksRights(cluster.namespace, missing);
  const refusals = answers.flat();
  for (const { kind, name, message, severity } of refusals) {
    if (severity === "warning") steps.warn(`${kind} ${name}: ${message}`);
  }
  const refused = refusals.filter(({ severity }) => severity === "refused");
  if (refused.length > 0) throw refusedByCluster(refused);
}

const lacksRights = (namespace: string, missing: Right[]): Failure =>
  preconditionError(`you may not do what a promotion needs in namespace ${namespace}`, {
    details: missing.map(({ verb, group, resource }) => `missing: ${verb} ${resource}${group && `.${group}`}`),
    hint: `Ask for a Role with these rights in namespace ${namespace}, or name another context with --context.`,
  });

const refusedByCluster = (refused: Refusal[]): Failure =>
  preconditionError("the cluster would refuse this promotion; nothing was changed", {
    details: refused.map(({ kind, name, message }) => `${kind} ${name}: ${message}`),
    hint: "Correct the chart or the environment's values, commit, and release again.",
  });
