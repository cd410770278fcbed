import { setTimeout as pause } from "node:timers/promises";
import type { V1Namespace } from "@kubernetes/client-node";
import { Failure, preconditionError } from "../../../lib/errors.ts";
import { maskSecret } from "../../../lib/secrets.ts";
import type { ExitReason } from "../../core/exit-codes.ts";
import { type Guard, namespaceSecurity, previewAccount } from "../../domain/preview/guards.ts";
import { namespaceLabels, namespaceNotes, type PreviewMark } from "../../domain/preview/marks.ts";
import { previewName, readPullNumber } from "../../domain/preview/names.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, isConflict, isNotFound } from "./errors.ts";
import { isOurs, ours } from "./labels.ts";

/** A namespace that carries the mark of a preview. */
export interface PreviewNamespace extends PreviewMark {
  name: string;
  /** What tells it from a later one of the same name. */
  uid: string;
  createdAt: string;
  /** Where it is reached; undefined until it is healthy. */
  isHealthy: boolean;
  address: string | undefined;
  isEnding: boolean;
}

/** The namespaces that carry the mark of this project and this repository, and are called as its previews are. */
export async function previewNamespaces(
  { core }: Pick<Cluster, "core">,
  project: string,
  repository: string,
): Promise<PreviewNamespace[]> {
  try {
    const labelSelector = `app.kubernetes.io/managed-by=chatops,${namespaceLabels.project}=${project}`;
    const { items } = await core.listNamespace({ labelSelector });
    return items.flatMap((namespace) => markedOf(namespace, project, repository) ?? []);
  } catch (error) {
    throw asFailure(error, "list the namespaces of previews");
  }
}

/** Undefined of whatever lacks a part of the mark. */
function markedOf(
  { metadata, status }: V1Namespace,
  project: string,
  repository: string,
): PreviewNamespace | undefined {
  const { name, uid, labels = {}, annotations = {}, creationTimestamp } = metadata ?? {};
  const number = readPullNumber(labels[namespaceLabels.number] ?? "");
  const note = (key: keyof typeof namespaceNotes) => annotations[namespaceNotes[key]];
  const isMarked = isOurs(labels) && labels[namespaceLabels.project] === project && note("repository") === repository;
  if (!isMarked || number === undefined || name !== previewName(project, number) || uid === undefined) return undefined;
  return {
    name,
    uid,
    number,
    repository,
    commit: note("commit") ?? "",
    version: note("version") ?? "",
    expiresAt: note("expires") ?? "",
    isHealthy: note("healthy") === "true",
    address: note("address") || undefined,
    createdAt: creationTimestamp?.toISOString() ?? "",
    isEnding: status?.phase === "Terminating",
  };
}

/** Throws if the namespace is there and does not carry the mark of this very preview. */
export async function verifyPreviewNamespace(cluster: Cluster, mark: PreviewMark, project: string): Promise<void> {
  const found = await findNamespace(cluster);
  if (!found) return;
  const marked = markedOf(found, project, mark.repository);
  if (marked?.isEnding) {
    // Whoever waits for a lock tries again by itself.
    throw new Failure<ExitReason>("locked", `the namespace ${cluster.namespace} is still being deleted`, {
      hint: "Run the same command again once it is gone.",
    });
  }
  if (marked) return;
  throw preconditionError(`the namespace ${cluster.namespace} is there, and is no preview of this repository`, {
    hint: "Nothing was changed. Give it another name, or delete it, if it is not needed.",
  });
}

async function findNamespace({ core, namespace }: Cluster): Promise<V1Namespace | undefined> {
  try {
    return await core.readNamespace({ name: namespace });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw asFailure(error, `read the namespace ${namespace}`);
  }
}

/** Makes the namespace with its mark, or gives the one that is there the mark of this commit. `settled`: once it is healthy. */
export async function markNamespace(
  cluster: Cluster,
  project: string,
  { number, commit, version, repository, expiresAt }: PreviewMark,
  settled?: { address: string | undefined },
): Promise<void> {
  const { core, namespace } = cluster;
  const labels = {
    ...ours,
    ...namespaceSecurity,
    [namespaceLabels.project]: project,
    [namespaceLabels.number]: String(number),
  };
  const annotations = {
    [namespaceNotes.repository]: repository,
    [namespaceNotes.commit]: commit,
    [namespaceNotes.version]: version,
    [namespaceNotes.expires]: expiresAt,
    [namespaceNotes.healthy]: String(settled !== undefined),
    [namespaceNotes.address]: settled?.address ?? "",
  };
  const found = await findNamespace(cluster);
  const metadata = {
    ...found?.metadata,
    name: namespace,
    labels: { ...found?.metadata?.labels, ...labels },
    annotations: { ...found?.metadata?.annotations, ...annotations },
  };
  try {
    if (found) await core.replaceNamespace({ name: namespace, body: { ...found, metadata } });
    else await core.createNamespace({ body: { metadata } });
  } catch (error) {
    throw asFailure(error, `${found ? "mark" : "create"} the namespace ${namespace}`);
  }
}

/** Has an object as it is wanted, whatever it was before. */
export async function provideGuard({ objects }: Cluster, guard: Guard): Promise<void> {
  const what = `${guard.kind} ${guard.metadata.name}`;
  try {
    await objects.create(guard);
  } catch (error) {
    if (!isConflict(error)) throw asFailure(error, `create the ${what}`);
    try {
      const { metadata } = await objects.read({ ...guard, metadata: { ...guard.metadata } });
      const { resourceVersion } = metadata ?? {};
      await objects.replace({
        ...guard,
        metadata: { ...guard.metadata, ...(resourceVersion !== undefined && { resourceVersion }) },
      });
    } catch (again) {
      throw asFailure(again, `change the ${what}`);
    }
  }
}

/** The shortest time that the API server gives a token. */
const shortestSeconds = 600;

/** A kubeconfig for a preview's own account, for as long as something may take; the text is a secret. */
export async function accountKubeconfig(cluster: Cluster, ms: number): Promise<string> {
  const { core, namespace, config } = cluster;
  const expirationSeconds = Math.max(shortestSeconds, Math.ceil(ms / 1_000));
  try {
    const body = { spec: { audiences: [], expirationSeconds } };
    const { status } = await core.createNamespacedServiceAccountToken({ name: previewAccount, namespace, body });
    maskSecret(status?.token);
    const { clusters } = JSON.parse(config.exportConfig()) as { clusters: { name: string }[] };
    const own = clusters.find(({ name }) => name === config.getCurrentCluster()?.name);
    const context = { cluster: own?.name, user: previewAccount, namespace };
    return JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [own],
      users: [{ name: previewAccount, user: { token: status?.token } }],
      contexts: [{ name: cluster.context, context }],
      "current-context": cluster.context,
    });
  } catch (error) {
    throw asFailure(error, `get a token of the ServiceAccount ${previewAccount} in namespace ${namespace}`);
  }
}

const pollMs = 500;

/** Deletes this very namespace with all that is in it, and waits until it is gone, for so long. False if it is not gone yet. */
export async function deletePreviewNamespace(
  { core }: Cluster,
  { name, uid }: Pick<PreviewNamespace, "name" | "uid">,
  { signal, patienceMs }: { signal: AbortSignal; patienceMs: number },
): Promise<boolean> {
  try {
    await core.deleteNamespace({ name, body: { preconditions: { uid } } });
  } catch (error) {
    // One of this name that came since is another one.
    if (isNotFound(error) || isConflict(error)) return true;
    throw asFailure(error, `delete the namespace ${name}`);
  }
  for (const start = performance.now(); performance.now() - start < patienceMs; ) {
    const found = await core.readNamespace({ name }).catch((error) => {
      if (isNotFound(error)) return undefined;
      throw asFailure(error, `read the namespace ${name}`);
    });
    if (found?.metadata?.uid !== uid) return true;
    await pause(pollMs, undefined, { signal });
  }
  return false;
}
