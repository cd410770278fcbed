import type { Cluster } from "./cluster.ts";
import { asFailure, isConflict, isNotFound } from "./errors.ts";
import type { Settings } from "./hooked-settings.ts";
import { ours } from "./labels.ts";
import { secretValues } from "./secrets.ts";

const key = "settings.json";
/** Helm's revision that ran with them. */
const revisionKey = "revision";

const secretOf = (bookkeeping: string): string => `${bookkeeping}-settings`;

/**
 * Keeps, in a Secret beside the history, what hooks of a promotion may change, as it is while this revision runs: a promotion that is
 * killed once its hooks ran would not know any more what was there.
 */
export async function keepSettings(
  { core, namespace }: Cluster,
  bookkeeping: string,
  { revision, settings }: { revision: string; settings: readonly Settings[] },
): Promise<void> {
  const name = secretOf(bookkeeping);
  const body = {
    metadata: { name, labels: ours },
    type: "Opaque",
    stringData: { [revisionKey]: revision, [key]: JSON.stringify(settings) },
  };
  try {
    await core.createNamespacedSecret({ namespace, body }).catch((error) => {
      if (!isConflict(error)) throw error;
      return core.replaceNamespacedSecret({ name, namespace, body });
    });
  } catch (error) {
    throw asFailure(error, `write the Secret ${name} in namespace ${namespace}`);
  }
}

/** What was kept while this revision ran; undefined if nothing was. */
export async function settingsKept(
  cluster: Cluster,
  bookkeeping: string,
  revision: string,
): Promise<Settings[] | undefined> {
  const kept = await secretValues(cluster, secretOf(bookkeeping));
  return kept?.[revisionKey] === revision ? JSON.parse(kept[key] ?? "[]") : undefined;
}

/** Once a promotion has come to its end nobody goes back to that. */
export async function dropSettings({ core, namespace }: Cluster, bookkeeping: string): Promise<void> {
  try {
    await core.deleteNamespacedSecret({ name: secretOf(bookkeeping), namespace });
  } catch (error) {
    if (!isNotFound(error)) throw asFailure(error, `delete the Secret ${secretOf(bookkeeping)}`);
  }
}
