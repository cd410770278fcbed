import { type DriftedField, removeAdded } from "../../adapters/kubernetes/drift.ts";
import type { Session } from "../../core/session.ts";
import type { Connection } from "./connection.ts";
import { driftOfRelease } from "./status.ts";

/** Takes out of a release's objects what was added by hand: Helm gives back what was changed, and leaves that. */
export async function takeBackAdded({ steps }: Session, { cluster, helmRelease }: Connection): Promise<void> {
  const drift = await steps.look("Look for what was changed by hand", async (step) => {
    const found = (await driftOfRelease(cluster, helmRelease)) ?? [];
    step.say(found.length === 0 ? "nothing" : `${found.length === 1 ? "one field" : `${found.length} fields`}`);
    return found;
  });
  const added = drift.filter(({ isAdded }) => isAdded);
  for (const fields of byObject(added)) {
    const plan = fields.map(({ object, field }) => `remove ${field} of ${object}`);
    const [first] = fields;
    if (!first) continue;
    const title = `Take back what was added to ${first.object}`;
    await steps.change(title, { plan, expect: undefined }, () =>
      removeAdded(
        cluster,
        first.of,
        fields.map(({ path }) => path),
      ),
    );
  }
}

const byObject = (fields: readonly DriftedField[]): DriftedField[][] =>
  [...new Set(fields.map(({ object }) => object))].map((name) => fields.filter(({ object }) => object === name));
