import { gunzipSync, gzipSync } from "node:zlib";
import type { V1Secret } from "@kubernetes/client-node";
import { withKeptClaims } from "../../domain/promotion/kept-claims.ts";
import { parseManifest } from "../../domain/promotion/manifest.ts";
import { type StoredHook, withHooks } from "../../domain/promotion/stored-hooks.ts";
import { withClaimSizes, withObjectsOf } from "../../domain/promotion/stored-manifest.ts";
import { keepPolicy } from "./claims.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, isConflict, isForbidden, isNotFound } from "./errors.ts";

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
export const keepClaimsOf = (cluster: Cluster, helmRelease: string, revision: number): Promise<void> =>
  changeManifest(cluster, secretOf(helmRelease, revision), (manifest) => withKeptClaims(manifest, keepPolicy));

/**
 * Makes two stored revisions fit for `helm rollback`, which leaves no claim out: what is there and has no place in the
 * revision that is gone back from is an error to Helm 3 (`no PersistentVolumeClaim with the name "data" found`), and a
 * claim that was grown since cannot be shrunk by any.
 */
export async function prepareRollback(
  cluster: Cluster,
  helmRelease: string,
  { from, to }: { from: number; to: number },
): Promise<void> {
  const wanted = secretOf(helmRelease, to);
  const { data } = await readSecret(cluster, wanted);
  const { manifest = "" } = decode(data?.release ?? "");
  const sizes = await claimSizes(cluster, manifest);
  await changeManifest(cluster, wanted, (found) => withClaimSizes(found, sizes));
  await changeManifest(cluster, secretOf(helmRelease, from), (found) => withObjectsOf(found, manifest));
}

/** How much the claims of a manifest ask for now, by name. */
async function claimSizes({ core, namespace }: Cluster, manifest: string): Promise<Record<string, string>> {
  const claims = parseManifest(manifest).filter(({ kind }) => kind === "PersistentVolumeClaim");
  const sizes = claims.map(async ({ metadata: { name } }) => {
    const claim = await core.readNamespacedPersistentVolumeClaim({ name, namespace }).catch((error) => {
      if (!isNotFound(error)) throw error;
    });
    return [name, claim?.spec?.resources?.requests?.storage ?? ""] as const;
  });
  return Object.fromEntries(await Promise.all(sizes));
}

/** The manifests of a stored revision, hooks included and tests left out; undefined as long as there is none. */
export async function storedManifest(
  cluster: Cluster,
  helmRelease: string,
  revision: number,
): Promise<string | undefined> {
  const name = secretOf(helmRelease, revision);
  try {
    const { data } = await readSecret(cluster, name);
    const { manifest = "", hooks } = decode(data?.release ?? "");
    return withHooks(manifest, hooks);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw asFailure(error, `read Helm's Secret ${name}`);
  }
}

/** The manifests of the newest revision, hooks left out; undefined if it is not deployed, or may not be read. */
export async function newestManifest({ core, namespace }: Cluster, helmRelease: string): Promise<string | undefined> {
  const labelSelector = `owner=helm,name=${helmRelease},status!=superseded`;
  try {
    const { items } = await core.listNamespacedSecret({ namespace, labelSelector });
    const versionOf = ({ metadata }: V1Secret) => Number(metadata?.labels?.version ?? 0);
    const [newest] = items.sort((one, other) => versionOf(other) - versionOf(one));
    // One that failed or is on its way has changed some objects and not others.
    if (newest?.metadata?.labels?.status !== "deployed") return undefined;
    return decode(newest.data?.release ?? "").manifest;
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw asFailure(error, `read Helm's Secrets in namespace ${namespace}`);
  }
}

const readSecret = ({ core, namespace }: Cluster, name: string) => core.readNamespacedSecret({ name, namespace });

/** Writes a stored revision anew with what `change` makes of its manifest; undefined leaves it as it is. */
async function changeManifest(
  cluster: Cluster,
  name: string,
  change: (manifest: string) => string | undefined,
): Promise<void> {
  const { core, namespace } = cluster;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const secret = await readSecret(cluster, name);
      const stored = decode(secret.data?.release ?? "");
      const manifest = change(stored.manifest ?? "");
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

interface StoredRevision {
  manifest?: string;
  hooks?: readonly StoredHook[] | null;
}

/** JSON, compressed, in base64, and once more in that of the Secret (helm.sh/helm/v4/pkg/storage/driver/util.go). */
function decode(release: string): StoredRevision {
  const compressed = Buffer.from(Buffer.from(release, "base64").toString(), "base64");
  return JSON.parse(gunzipSync(compressed).toString());
}

const encode = (stored: object): string =>
  Buffer.from(gzipSync(JSON.stringify(stored), { level: 9 }).toString("base64")).toString("base64");
