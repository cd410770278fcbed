import { createNamespace } from "../../adapters/kubernetes/namespace.ts";
import { ensureSecret } from "../../adapters/kubernetes/secrets.ts";
import type { Steps } from "../../core/steps.ts";
import type { NeededSecret } from "../../domain/promotion/manifest.ts";
import type { Connection } from "./connection.ts";

export function provideNamespace(steps: Steps, { cluster }: Connection): Promise<void> {
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
