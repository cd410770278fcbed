import type { V1PodSpec } from "@kubernetes/client-node";
import { containersOf, type StartedPod } from "./started-pods.ts";

/** A Secret or ConfigMap that a pod does not start without. */
export interface NeededSetting {
  kind: "Secret" | "ConfigMap";
  name: string;
  /** Those of its keys that are needed. */
  keys: string[];
  pod: StartedPod;
}

type Reference = Pick<NeededSetting, "kind" | "name" | "keys">;

interface Selected {
  name?: string | undefined;
  optional?: boolean | undefined;
}

/** What must be there before a pod can start, one entry for each pod and Secret or ConfigMap. */
export function neededSettings(pods: readonly StartedPod[]): NeededSetting[] {
  return pods.flatMap((pod) => {
    const merged = new Map<string, Reference>();
    for (const reference of [...inContainers(pod.spec), ...inVolumes(pod.spec)]) {
      const key = `${reference.kind}/${reference.name}`;
      const keys = [...(merged.get(key)?.keys ?? []), ...reference.keys];
      merged.set(key, { ...reference, keys: [...new Set(keys)] });
    }
    return [...merged.values()].map((reference) => ({ ...reference, pod }));
  });
}

const needed = (kind: Reference["kind"], selected: Selected | undefined, keys: string[] = []): Reference[] =>
  selected?.name && !selected.optional ? [{ kind, name: selected.name, keys }] : [];

const inContainers = (spec: V1PodSpec): Reference[] =>
  containersOf(spec).flatMap(({ env = [], envFrom = [] }) => [
    ...env.flatMap(({ valueFrom: { secretKeyRef, configMapKeyRef } = {} }) => [
      ...needed("Secret", secretKeyRef, [secretKeyRef?.key ?? ""]),
      ...needed("ConfigMap", configMapKeyRef, [configMapKeyRef?.key ?? ""]),
    ]),
    ...envFrom.flatMap(({ secretRef, configMapRef }) => [
      ...needed("Secret", secretRef),
      ...needed("ConfigMap", configMapRef),
    ]),
  ]);

/** A volume that no container mounts is waited for all the same. */
const inVolumes = ({ volumes = [] }: V1PodSpec): Reference[] =>
  volumes.flatMap(({ secret, configMap, projected }) => [
    ...needed("Secret", secret && { name: secret.secretName, optional: secret.optional }, keysOf(secret?.items)),
    ...needed("ConfigMap", configMap, keysOf(configMap?.items)),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...needed("Secret", source.secret, keysOf(source.secret?.items)),
      ...needed("ConfigMap", source.configMap, keysOf(source.configMap?.items)),
    ]),
  ]);

const keysOf = (items: readonly { key: string }[] = []): string[] => items.map(({ key }) => key);
