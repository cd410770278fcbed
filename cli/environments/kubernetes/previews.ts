import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { temporaryFolder } from "../../adapters/folders.ts";
import { type Cluster, connectCluster } from "../../adapters/kubernetes/cluster.ts";
import { ours } from "../../adapters/kubernetes/labels.ts";
import {
  accountKubeconfig,
  deletePreviewNamespace,
  markNamespace,
  previewNamespaces,
  provideGuard,
  verifyPreviewNamespace,
} from "../../adapters/kubernetes/preview-namespace.ts";
import type { PreviewSettings } from "../../core/config/preview.ts";
import type { Session } from "../../core/session.ts";
import { previewValues } from "../../domain/preview/address.ts";
import { guardsOf, previewAccount } from "../../domain/preview/guards.ts";
import { namespaceLabels, type PreviewMark } from "../../domain/preview/marks.ts";
import { previewEnvironment, previewName } from "../../domain/preview/names.ts";
import { accessOf } from "../../releases/access.ts";
import type { OpenedPreview, Opening, Previews } from "../previews.ts";
import type { ClusterChoice } from "./connection.ts";
import { kubernetesEnvironment } from "./environment.ts";

type KubernetesPreviews = NonNullable<PreviewSettings["kubernetes"]>;

/** How the project and its previews are called, and what chatops.yaml says of them. */
export interface PreviewPlace {
  project: string;
  repository: string;
  host: string | undefined;
  /** Texts of the values files. */
  values: readonly string[];
}

/** How long a deleted namespace is waited for. */
const deletionMs = 60_000;

/** Previews in namespaces of a cluster, each brought there by an account of its own. */
export function kubernetesPreviews(
  session: Session,
  settings: KubernetesPreviews,
  place: PreviewPlace,
  choice: ClusterChoice,
): Previews {
  const { project } = place;
  const connect = (namespace: string) => {
    const { env, ...asking } = accessOf(session);
    const wanted = { context: choice.context, hint: settings.context, server: settings.cluster };
    return connectCluster({ env, namespace, kubeconfig: choice.kubeconfig, ...wanted }, asking);
  };
  const connectTo = ({ number }: Pick<PreviewMark, "number">) => connect(previewName(project, number));
  return {
    list: async () => previewNamespaces(await connect("default"), project, place.repository),
    verifyFree: async (mark) => verifyPreviewNamespace(await connectTo(mark), mark, project),
    open: async (own, mark, opening) => openIn(own, await connectTo(mark), { settings, place, mark, opening, choice }),
    async remove({ steps }, preview) {
      const all = await previewNamespaces(await connect("default"), project, place.repository);
      const found = all.find(({ number }) => number === preview.number);
      if (!found) return true;
      const cluster = await connectTo(preview);
      return steps.change(
        `Delete the namespace ${found.name}`,
        { plan: `kubectl delete namespace ${found.name}`, expect: true },
        (step) => deletePreviewNamespace(cluster, found, { signal: step.signal, patienceMs: deletionMs }),
      );
    },
  };
}

interface Wanted {
  settings: KubernetesPreviews;
  place: PreviewPlace;
  mark: PreviewMark;
  opening: Opening;
  choice: ClusterChoice;
}

async function openIn(session: Session, cluster: Cluster, wanted: Wanted): Promise<OpenedPreview> {
  const { settings, place, mark, opening, choice } = wanted;
  const { steps, env } = session;
  const { namespace } = cluster;
  const { project } = place;
  await steps.change(
    `Provide the namespace ${namespace}`,
    { plan: `kubectl create namespace ${namespace}`, expect: undefined },
    async () => {
      await verifyPreviewNamespace(cluster, mark, project);
      await markNamespace(cluster, project, mark);
    },
  );
  const labels = { ...ours, [namespaceLabels.project]: project };
  const guards = guardsOf(namespace, settings.quota, labels);
  await steps.change(
    "Provide its quota, limits, network policy and account",
    { plan: guards.map(({ kind, metadata }) => `kubectl apply ${kind} ${metadata.name}`), expect: undefined },
    async () => {
      for (const guard of guards) await provideGuard(cluster, guard);
    },
  );
  const folder = await temporaryFolder(env);
  const kubeconfig = join(folder.path, "kubeconfig");
  const own = await steps
    .change(
      `Get a token of the account ${previewAccount}`,
      { plan: `kubectl create token ${previewAccount} --namespace ${namespace}`, expect: undefined },
      // Image, rollout, observation and going back each may take as long.
      async () => writeFile(kubeconfig, await accountKubeconfig(cluster, 4 * opening.timeoutMs), { mode: 0o600 }),
    )
    .then(() => (steps.dryRun ? choice : { kubeconfig, context: undefined }));
  const overlay = previewValues({ set: settings.set, host: place.host }, project, mark.number);
  const texts = [...place.values, ...(Object.keys(overlay).length > 0 ? [stringify(overlay)] : [])];
  const target = { namespace, cluster: settings.cluster, values: [], texts };
  const name = previewEnvironment(mark.number);
  return {
    environment: kubernetesEnvironment(opening.config, [name, target], own, accessOf(session)),
    settle: (address) => markNamespace(cluster, project, mark, { address }),
    // What is left there says why; it goes with the pull request.
    clear: async () => {},
    dispose: folder.dispose,
  };
}
