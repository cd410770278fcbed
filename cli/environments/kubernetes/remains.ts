import { messageOf } from "../../../lib/errors.ts";
import { revisionsOf } from "../../adapters/kubernetes/helm-revisions.ts";
import { deleteObject, ownedAmong } from "../../adapters/kubernetes/remains.ts";
import type { ManifestObject } from "../../domain/promotion/manifest.ts";
import { remainsAmong } from "../../domain/promotion/remains.ts";
import type { Work } from "./plan.ts";
import { nothingThere, objectsOf, runningObjects, type State } from "./state.ts";

/** What a killed promotion of another version left in the cluster, to be looked at before its revision is dropped. */
export async function remainsOf({ connection, plan }: Work, state: State, pending: number): Promise<ManifestObject[]> {
  const before = { ...state, revisions: state.revisions.filter(({ revision }) => revision !== pending) };
  const [left, running] = await Promise.all([objectsOf(connection, pending), runningObjects(connection, before)]);
  return ownedAmong(connection.cluster, connection.helmRelease, remainsAmong(left, running, plan.objects));
}

/** Removes it, once it is clear what runs. What cannot be removed is named: nothing else depends on it. */
export async function removeRemains(
  { session: { steps }, connection }: Work,
  remains: readonly ManifestObject[],
): Promise<void> {
  if (remains.length === 0) return;
  const { cluster, helmRelease } = connection;
  const names = remains.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(", ");
  await steps
    .change(
      "Remove what an interrupted promotion left",
      { plan: `delete ${names}`, expect: undefined },
      async (step) => {
        // What runs may be older than what ran before, and a name may have the number of a revision in it.
        const revisions = await revisionsOf(cluster, helmRelease);
        const left = remainsAmong(remains, await runningObjects(connection, { ...nothingThere, revisions }));
        for (const object of left) await deleteObject(cluster, object);
        step.say(left.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(", "));
      },
    )
    .catch((error) => {
      steps.signal.throwIfAborted();
      steps.warn(`An interrupted promotion left ${names}: ${messageOf(error)}`);
    });
}
