import { type ComposeProject, modelOf } from "../../adapters/compose.ts";
import { renameContainer } from "../../adapters/containers.ts";
import type { Engine } from "../../adapters/engine.ts";
import type { Steps } from "../../core/steps.ts";
import type { ComposeModel } from "../../domain/deployment/compose-model.ts";
import { renamesFor } from "../../domain/deployment/container-names.ts";
import type { ComposeContainer } from "../../domain/rollout/compose-rollout.ts";

/**
 * Frees the names that a version gives to its containers, if they are those of other services: nothing is removed before
 * the version has proved itself, and Compose would find the name taken.
 */
export async function freeNames(
  steps: Steps,
  engine: Engine,
  { compose, model }: { compose: ComposeProject; model: ComposeModel },
  containers: readonly ComposeContainer[],
): Promise<void> {
  const names = Object.values(model.services ?? {}).flatMap(({ container_name }) => container_name ?? []);
  if (names.length === 0) return;
  const { signal, dryRun } = steps;
  const isWritten = dryRun || !names.some((name) => name.includes("$"));
  const renames = renamesFor(isWritten ? model : await modelOf(compose, { signal }), containers);
  if (renames.length === 0) return;
  const plan = renames.map(({ from, to }) => `docker rename ${from} ${to}`);
  const title = `Free the container name ${renames.map(({ from }) => from).join(", ")}`;
  await steps.change(title, { plan, expect: undefined }, async () => {
    for (const { id, to } of renames) await renameContainer(engine, id, to);
  });
}
