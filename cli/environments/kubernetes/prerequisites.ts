import { preconditionError } from "../../../lib/errors.ts";
import { createNamespace } from "../../adapters/kubernetes/namespace.ts";
import { ensureSecret } from "../../adapters/kubernetes/secrets.ts";
import type { Steps } from "../../core/steps.ts";
import { foreignHint } from "../../domain/preflight/refusal-hints.ts";
import type { ManifestObject, NeededSecret } from "../../domain/promotion/manifest.ts";
import type { Connection } from "./connection.ts";

/** Makes the namespace. Throws if the chart would make it, too, which Helm refuses: its records are in there before. */
export function provideNamespace(
  steps: Steps,
  { cluster }: Connection,
  objects: readonly ManifestObject[],
): Promise<void> {
  if (objects.some(({ kind, metadata }) => kind === "Namespace" && metadata.name === cluster.namespace))
    throw preconditionError(`the chart brings the Namespace ${cluster.namespace}, which it is to be installed in`, {
      hint: foreignHint("Namespace"),
    });
  const plan = `kubectl create namespace ${cluster.namespace}`;
  return steps.change(`Create the namespace ${cluster.namespace}`, { plan, expect: undefined }, () =>
    createNamespace(cluster),
  );
}

/** Makes the passwords of backing services, once: they and their data outlive every revision of the chart. */
export async function provideSecrets(
  steps: Steps,
  { cluster, helmRelease }: Connection,
  secrets: NeededSecret[],
): Promise<void> {
  for (const { name, keys } of secrets) {
    const plan = `create the Secret ${name} with a random ${keys.join(" and ")}, unless it is there`;
    await steps.change(`Provide the Secret ${name}`, { plan, expect: undefined }, async (step) => {
      step.say(await ensureSecret(cluster, name, keys, { "app.kubernetes.io/instance": helmRelease }));
    });
  }
}
