import { messageOf } from "../../../lib/errors.ts";
import { deleteObject, ownedAmong } from "../../adapters/kubernetes/remains.ts";
import type { ManifestObject } from "../../domain/promotion/manifest.ts";
import { remainsAmong } from "../../domain/promotion/remains.ts";
import type { Work } from "./plan.ts";
import { objectsOf, runningObjects, type State } from "./state.ts";

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
  const { cluster } = connection;
  const plan = remains.map(({ kind, metadata }) => `kubectl delete ${kind.toLowerCase()} ${metadata.name}`);
  await steps.change("Remove what an interrupted promotion left", { plan, expect: undefined }, async () => {
    for (const object of remains)
      await deleteObject(cluster, object).catch((error) =>
        steps.warn(`An interrupted promotion left the ${object.kind} ${object.metadata.name}: ${messageOf(error)}`),
      );
  });
}
