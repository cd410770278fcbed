import { isDeepStrictEqual } from "node:util";
import type { V1Container, V1PodSpec, V1PodTemplateSpec } from "@kubernetes/client-node";
import { isHook, type ManifestObject } from "../promotion/manifest.ts";
import { type Objection, settingKey } from "./missing-settings.ts";
import { containersOf } from "./started-pods.ts";

interface Settings extends ManifestObject {
  data?: unknown;
  stringData?: unknown;
  binaryData?: unknown;
}

const workloadKinds = ["Deployment", "StatefulSet", "DaemonSet"];
const settingKinds = ["ConfigMap", "Secret"];

/** Whether a chart brings any: what was there before has to be read only then. */
export const hasSettings = (objects: readonly ManifestObject[]): boolean => objects.some(isOneOf(settingKinds));

/**
 * Workloads whose pods go on with the earlier values of a ConfigMap or Secret: they read them when they start, and nothing of them
 * changes. Files of a volume follow by themselves, unless one is mounted alone.
 */
export function keptSettings(before: readonly ManifestObject[], after: readonly ManifestObject[]): Objection[] {
  const changed = new Set(
    settingsIn(after)
      .filter((object) => hasChanged(object, before))
      .map(keyOf),
  );
  if (changed.size === 0) return [];
  return after.filter(isOneOf(workloadKinds)).flatMap((workload) => {
    const template = templateOf(workload);
    const earlier = templateOf(counterpart(workload, before));
    const staying = template?.spec && isDeepStrictEqual(template, earlier) ? template.spec : undefined;
    if (!staying || isReloaded(workload)) return [];
    return [...new Set(readAtStart(staying))]
      .filter((key) => changed.has(key))
      .map((key) => ({
        ...{ kind: workload.kind, name: workload.metadata.name, severity: "warning" as const },
        message: `reads the ${key.replace("/", " ")} only when its pods start, and nothing restarts them: they keep the earlier values. A checksum of it in an annotation of the pod template does: \`checksum/config: {{ include (print $.Template.BasePath "/configmap.yaml") . | sha256sum }}\``,
      }));
  });
}

function isOneOf(kinds: readonly string[]): (object: ManifestObject) => boolean {
  return (object) => kinds.includes(object.kind) && !isHook(object);
}

const templateOf = (workload: ManifestObject | undefined): V1PodTemplateSpec | undefined =>
  (workload?.spec as { template?: V1PodTemplateSpec } | undefined)?.template;

const settingsIn = (objects: readonly ManifestObject[]): Settings[] => objects.filter(isOneOf(settingKinds));

const keyOf = ({ kind, metadata: { name } }: ManifestObject): string =>
  settingKey({ kind: kind === "Secret" ? "Secret" : "ConfigMap", name });

const counterpart = (
  { kind, metadata: { name, namespace } }: ManifestObject,
  before: readonly ManifestObject[],
): ManifestObject | undefined =>
  before.find((each) => each.kind === kind && each.metadata.name === name && each.metadata.namespace === namespace);

function hasChanged(settings: Settings, before: readonly ManifestObject[]): boolean {
  const earlier = counterpart(settings, before);
  const contentOf = ({ data, stringData, binaryData }: Settings) => ({ data, stringData, binaryData });
  return earlier !== undefined && !isDeepStrictEqual(contentOf(settings), contentOf(earlier));
}

/** Something else in the cluster restarts them. */
const isReloaded = (workload: ManifestObject): boolean =>
  Object.keys({ ...workload.metadata.annotations, ...templateOf(workload)?.metadata?.annotations }).some((key) =>
    /reload/i.test(key),
  );

/** What containers take as variables, or as a file that is mounted alone. */
const readAtStart = (pod: V1PodSpec): string[] =>
  containersOf(pod).flatMap((container) => [...fromVariables(container), ...mountedAlone(container, pod)]);

const fromVariables = ({ env = [], envFrom = [] }: V1Container): string[] => [
  ...env.flatMap(({ valueFrom }) => [
    ...named("ConfigMap", valueFrom?.configMapKeyRef?.name),
    ...named("Secret", valueFrom?.secretKeyRef?.name),
  ]),
  ...envFrom.flatMap(({ configMapRef, secretRef }) => [
    ...named("ConfigMap", configMapRef?.name),
    ...named("Secret", secretRef?.name),
  ]),
];

const mountedAlone = ({ volumeMounts = [] }: V1Container, { volumes = [] }: V1PodSpec): string[] =>
  volumeMounts
    .filter(({ subPath, subPathExpr }) => subPath ?? subPathExpr)
    .flatMap((mount) => volumes.filter(({ name }) => name === mount.name))
    .flatMap(({ configMap, secret }) => [
      ...named("ConfigMap", configMap?.name),
      ...named("Secret", secret?.secretName),
    ]);

const named = (kind: "ConfigMap" | "Secret", name: string | undefined): string[] =>
  name === undefined ? [] : [settingKey({ kind, name })];
