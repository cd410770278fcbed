import { gunzipSync, gzipSync } from "node:zlib";
import { withKeptClaims } from "../../domain/promotion/kept-claims.ts";
import { keepPolicy } from "./claims.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, isConflict, isNotFound } from "./errors.ts";

/** Where Helm 3 and 4 keep a revision by default. */
const secretOf = (helmRelease: string, revision: number) => `sh.helm.release.v1.${helmRelease}.v${revision}`;

/** Deletes one revision from where Helm keeps it. */
export async function dropRevision({ core, namespace }: Cluster, helmRelease: string, revision: number): Promise<void> {
  const name = secretOf(helmRelease, revision);
  try {
    await core.deleteNamespacedSecret({ name, namespace });
  } catch (error) {
    if (!isNotFound(error)) throw asFailure(error, `delete Helm's Secret ${name}`);
  }
}

const attempts = 5;

/**
 * Marks the claims and volumes of a stored revision as to be kept. `helm uninstall` asks the stored manifest alone, not
 * the objects, and has no option for it: without the mark it deletes the claims of a chart, and their data with them.
 */
export async function keepClaimsOf(cluster: Cluster, helmRelease: string, revision: number): Promise<void> {
  const { core, namespace } = cluster;
  const name = secretOf(helmRelease, revision);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const secret = await core.readNamespacedSecret({ name, namespace });
      const stored = decode(secret.data?.release ?? "");
      const manifest = withKeptClaims(stored.manifest ?? "", keepPolicy);
      if (manifest === undefined) return;
      const data = { ...secret.data, release: encode({ ...stored, manifest }) };
      await core.replaceNamespacedSecret({ name, namespace, body: { ...secret, data } });
      return;
    } catch (error) {
      if (isNotFound(error)) return;
      if (!isConflict(error) || attempt === attempts) throw asFailure(error, `read and write Helm's Secret ${name}`);
    }
  }
}

/** JSON, compressed, in base64, and once more in that of the Secret (helm.sh/helm/v4/pkg/storage/driver/util.go). */
function decode(release: string): { manifest?: string } {
  const compressed = Buffer.from(Buffer.from(release, "base64").toString(), "base64");
  return JSON.parse(gunzipSync(compressed).toString());
}

const encode = (stored: object): string =>
  Buffer.from(gzipSync(JSON.stringify(stored)).toString("base64")).toString("base64");
