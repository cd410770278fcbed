import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  CoreV1Api,
  type KubeConfig,
  StorageV1Api,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
} from "@kubernetes/client-node";
import { provisioner } from "../manifests.ts";

const provisionedBy = "pv.kubernetes.io/provisioned-by";
const annotationOf = (claim: V1PersistentVolumeClaim, name: string) => claim.metadata?.annotations?.[name];

/** Makes a folder for each claim of our storage classes, and deletes those that are given up. Resolves to one look at all. */
export function provideVolumes(config: KubeConfig, folder: string): () => Promise<void> {
  const core = config.makeApiClient(CoreV1Api);
  const storage = config.makeApiClient(StorageV1Api);
  return async () => {
    const [claims, volumes] = await Promise.all([
      core.listPersistentVolumeClaimForAllNamespaces(),
      core.listPersistentVolume(),
    ]);
    const existing = new Set(volumes.items.map(({ metadata }) => metadata?.name));
    for (const claim of claims.items.filter(isWaiting)) {
      if (existing.has(nameOf(claim))) continue;
      const { reclaimPolicy } = await storage.readStorageClass({ name: claim.spec?.storageClassName ?? "" });
      const volume = volumeFor(claim, folder, reclaimPolicy ?? "Delete");
      const path = volume.spec?.local?.path ?? "";
      mkdirSync(path, { recursive: true });
      // Pods run as any user.
      chmodSync(path, 0o777);
      await core.createPersistentVolume({ body: volume });
      console.log(`${claim.metadata?.namespace}/${claim.metadata?.name}: ${path}`);
    }
    for (const volume of volumes.items.filter(isGivenUp)) {
      const name = volume.metadata?.name ?? "";
      const path = volume.spec?.local?.path ?? "";
      if (dirname(dirname(path)) === folder) rmSync(path, { recursive: true, force: true });
      await core.deletePersistentVolume({ name });
      console.log(`${name}: deleted`);
    }
  };
}

/** A claim of ours whose first pod has a node by now. */
const isWaiting = (claim: V1PersistentVolumeClaim): boolean =>
  claim.status?.phase === "Pending" &&
  annotationOf(claim, "volume.kubernetes.io/storage-provisioner") === provisioner &&
  nodeOf(claim) !== undefined;

const isGivenUp = ({ metadata, spec, status }: V1PersistentVolume): boolean =>
  metadata?.annotations?.[provisionedBy] === provisioner &&
  !metadata.deletionTimestamp &&
  status?.phase === "Released" &&
  spec?.persistentVolumeReclaimPolicy === "Delete";

const nodeOf = (claim: V1PersistentVolumeClaim) => annotationOf(claim, "volume.kubernetes.io/selected-node");
const nameOf = ({ metadata }: V1PersistentVolumeClaim) => `pvc-${metadata?.uid}`;

/** The volume for a claim: a folder on the node of its first pod, where all later ones must run too. */
function volumeFor(claim: V1PersistentVolumeClaim, folder: string, reclaimPolicy: string): V1PersistentVolume {
  const node = nodeOf(claim) ?? "";
  const { namespace, name, uid } = claim.metadata ?? {};
  const onNode = { key: "kubernetes.io/hostname", operator: "In", values: [node] };
  return {
    metadata: { name: nameOf(claim), annotations: { [provisionedBy]: provisioner } },
    spec: {
      accessModes: claim.spec?.accessModes ?? [],
      capacity: { storage: claim.spec?.resources?.requests?.storage ?? "1Gi" },
      claimRef: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        ...(namespace && { namespace }),
        ...(name && { name }),
        ...(uid && { uid }),
      },
      local: { path: join(folder, node, nameOf(claim)) },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [onNode] }] } },
      persistentVolumeReclaimPolicy: reclaimPolicy,
      storageClassName: claim.spec?.storageClassName ?? "",
    },
  };
}
