import { objectsOf } from "./lists.ts";
import { withoutNulls } from "./nulls.ts";
import { yamlDocuments } from "./yaml.ts";

/** One object of a rendered chart, as far as we read it. */
export interface ManifestObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; annotations?: Record<string, string> };
  spec?: { template?: { spec?: PodSpec } };
}

interface PodSpec {
  containers?: ContainerSpec[];
  initContainers?: ContainerSpec[];
}

interface ContainerSpec {
  image?: string;
  env?: { valueFrom?: { secretKeyRef?: { name?: string; key?: string; optional?: boolean } } }[];
}

/** A Secret and the keys that containers take from it. */
export interface NeededSecret {
  name: string;
  keys: string[];
}

const hookAnnotation = "helm.sh/hook";
const workloadKinds = ["Deployment", "StatefulSet", "DaemonSet", "Job"];

/** The objects of what `helm template` prints, lists taken apart. */
export const parseManifest = (text: string): ManifestObject[] =>
  yamlDocuments(text)
    .flatMap(objectsOf)
    .map((object) => named(withoutNulls(object)) as unknown as ManifestObject);

/** The server makes a name if there is only the beginning of one. */
function named(object: Readonly<Record<string, unknown>>) {
  const { metadata } = object;
  return typeof metadata === "object" ? { ...object, metadata: { name: "", ...metadata } } : object;
}

/** What starts pods and keeps them running; hooks are Helm's own. */
export const workloadsOf = (objects: readonly ManifestObject[]): ManifestObject[] =>
  objects.filter((object) => workloadKinds.includes(object.kind) && !isHook(object));

export const isHook = ({ metadata }: ManifestObject): boolean => metadata.annotations?.[hookAnnotation] !== undefined;

/** Whether Helm runs it as a hook of an installation or upgrade. */
export const isRolloutHook = ({ metadata }: ManifestObject): boolean =>
  /(pre|post)-(install|upgrade)/.test(metadata.annotations?.[hookAnnotation] ?? "");

/** Whether Helm runs it before it deletes anything. */
export const isDeletionHook = ({ metadata }: ManifestObject): boolean =>
  metadata.annotations?.[hookAnnotation]?.includes("pre-delete") === true;

/** Whether Helm runs a hook of these objects before or after such an action. */
export const hasHooksFor = (objects: readonly ManifestObject[], action: HelmAction): boolean =>
  objects.some(({ metadata }) => metadata.annotations?.[hookAnnotation]?.includes(`-${action}`));

/** A hook that waits by itself for what it needs says so. */
const waitsAnnotation = "chatops.dev/waits";

/**
 * Whether Helm runs a hook of these objects once it has applied an installation or upgrade, and that expects all to be
 * ready.
 */
export const hasPostHooks = (objects: readonly ManifestObject[]): boolean =>
  objects.some(
    ({ metadata: { annotations } }) =>
      /post-(install|upgrade)/.test(annotations?.[hookAnnotation] ?? "") && annotations?.[waitsAnnotation] !== "itself",
  );

export type HelmAction = "install" | "upgrade" | "rollback" | "delete";

/**
 * The Secrets of the backing services that the chart brings along: a workload `chat-redis` that takes its password
 * from a Secret of its own name, which neither the chart has nor an operator makes of an object in it. They are made once,
 * outside of the chart, so that no upgrade changes them.
 */
export function backingSecrets(objects: readonly ManifestObject[], helmRelease: string): NeededSecret[] {
  const services = workloadsOf(objects)
    .map(({ metadata }) => metadata.name)
    .filter((name) => name.startsWith(`${helmRelease}-`));
  const references = objects.flatMap(containersOf).flatMap(({ env = [] }) => env.map(secretOf));
  return services.flatMap((name) => {
    const keys = references.filter((reference) => reference?.name === name).map((reference) => reference?.key ?? "");
    return keys.length > 0 && !objects.some(makes(name)) ? [{ name, keys: [...new Set(keys)].sort() }] : [];
  });
}

/** Whether an object is the Secret of this name, or one such as an ExternalSecret or SealedSecret of which its operator makes it. */
const makes = (name: string) => (object: ManifestObject) =>
  object.kind === "Secret"
    ? object.metadata.name === name
    : object.kind.includes("Secret") && JSON.stringify(object).includes(JSON.stringify(name));

const secretOf = ({ valueFrom }: NonNullable<ContainerSpec["env"]>[number]) =>
  valueFrom?.secretKeyRef?.optional ? undefined : valueFrom?.secretKeyRef;

function containersOf({ spec }: ManifestObject): ContainerSpec[] {
  const pod = spec?.template?.spec;
  return [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])];
}
