import type { Cluster } from "./cluster.ts";
import { asFailure, isNotFound } from "./errors.ts";

/** Deletes one revision from where Helm 3 and 4 keep them by default: the Secret `sh.helm.release.v1.<name>.v<revision>`. */
export async function dropRevision({ core, namespace }: Cluster, helmRelease: string, revision: number): Promise<void> {
  const name = `sh.helm.release.v1.${helmRelease}.v${revision}`;
  try {
    await core.deleteNamespacedSecret({ name, namespace });
  } catch (error) {
    if (!isNotFound(error)) throw asFailure(error, `delete Helm's Secret ${name}`);
  }
}
