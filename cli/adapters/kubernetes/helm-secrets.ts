import { gunzipSync, gzipSync } from "node:zlib";
import type { V1Secret } from "@kubernetes/client-node";
import { withKeptClaims } from "../../domain/promotion/kept-claims.ts";
import { type StoredHook, withHooks } from "../../domain/promotion/stored-hooks.ts";
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
  changeManifest(cluster, helmRelease, revision, (manifest) => withKeptClaims(manifest, keepPolicy));

/** The manifests of a stored revision, hooks left out; empty if there is none. */
export async function manifestAlone(cluster: Cluster, helmRelease: string, revision: number): Promise<string> {
  const name = secretOf(helmRelease, revision);
  try {
    const { data } = await readSecret(cluster, name);
    return decode(data?.release ?? "").manifest ?? "";
  } catch (error) {
    if (isNotFound(error)) return "";
    throw asFailure(error, `read Helm's Secret ${name}`);
  }
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
export async function newestManifest(cluster: Cluster, helmRelease: string): Promise<string | undefined> {
  try {
    const newest = await newestIfDeployed(cluster, helmRelease);
    return newest && decode(newest.data?.release ?? "").manifest;
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw asFailure(error, `read Helm's Secrets in namespace ${cluster.namespace}`);
  }
}

/** Whether Helm has something to upgrade; not where that cannot be told. */
export const isDeployed = (cluster: Cluster, helmRelease: string): Promise<boolean> =>
  newestIfDeployed(cluster, helmRelease).then(
    (newest) => newest !== undefined,
    () => false,
  );

/** One that failed or is on its way has changed some objects and not others. */
async function newestIfDeployed({ core, namespace }: Cluster, helmRelease: string): Promise<V1Secret | undefined> {
  const labelSelector = `owner=helm,name=${helmRelease},status!=superseded`;
  const { items } = await core.listNamespacedSecret({ namespace, labelSelector });
  const versionOf = ({ metadata }: V1Secret) => Number(metadata?.labels?.version ?? 0);
  const [newest] = items.sort((one, other) => versionOf(other) - versionOf(one));
  return newest?.metadata?.labels?.status === "deployed" ? newest : undefined;
}

const readSecret = ({ core, namespace }: Cluster, name: string) => core.readNamespacedSecret({ name, namespace });

/** Writes a stored revision anew with what `change` makes of its manifest; undefined leaves it as it is. */
export const changeManifest = (
  cluster: Cluster,
  helmRelease: string,
  revision: number,
  change: (manifest: string) => string | undefined,
): Promise<void> =>
  changeStored(cluster, helmRelease, revision, (stored) => {
    const manifest = change(stored.manifest ?? "");
    return manifest === undefined ? undefined : { ...stored, manifest };
  });

/** Has Helm take a revision for something else than it did; the description stays if none is given. */
export const callRevision = (
  cluster: Cluster,
  helmRelease: string,
  revision: number,
  { status, description }: { status: "deployed" | "superseded"; description?: string },
): Promise<void> =>
  changeStored(cluster, helmRelease, revision, ({ info, ...stored }) => {
    const { deleted: _, ...kept } = info ?? {};
    return { ...stored, info: { ...kept, status, ...(description && { description }) } };
  });

async function changeStored(
  cluster: Cluster,
  helmRelease: string,
  revision: number,
  change: (stored: StoredRevision) => StoredRevision | undefined,
): Promise<void> {
  const name = secretOf(helmRelease, revision);
  const { core, namespace } = cluster;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const secret = await readSecret(cluster, name);
      const stored = change(decode(secret.data?.release ?? ""));
      if (stored === undefined) return;
      const data = { ...secret.data, release: encode(stored) };
      const status = stored.info?.status;
      const labels = { ...secret.metadata?.labels, ...(status && { status }) };
      await core.replaceNamespacedSecret({
        name,
        namespace,
        body: { ...secret, metadata: { ...secret.metadata, labels }, data },
      });
      return;
    } catch (error) {
      if (isNotFound(error)) return;
      if (!isConflict(error) || attempt === attempts) throw asFailure(error, `read and write Helm's Secret ${name}`);
    }
  }
}

interface StoredRevision {
  version?: number;
  info?: { status?: string; description?: string; last_deployed?: string; deleted?: string };
  chart?: { metadata?: { name?: string; version?: string } };
  manifest?: string;
  hooks?: readonly StoredHook[] | null;
}

/** JSON, compressed, in base64, and once more in that of the Secret (helm.sh/helm/v4/pkg/storage/driver/util.go). */
export function decode(release: string): StoredRevision {
  const compressed = Buffer.from(Buffer.from(release, "base64").toString(), "base64");
  return JSON.parse(gunzipSync(compressed).toString());
}

const encode = (stored: object): string =>
  Buffer.from(gzipSync(JSON.stringify(stored), { level: 9 }).toString("base64")).toString("base64");
