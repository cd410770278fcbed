import { isRolloutHook, type ManifestObject } from "./manifest.ts";

/** A ConfigMap or a Secret as a chart has it. */
export interface StoredSettings extends ManifestObject {
  data?: Readonly<Record<string, string>>;
  stringData?: Readonly<Record<string, string>>;
}

const deletePolicy = "helm.sh/hook-delete-policy";

/**
 * The ConfigMaps and Secrets that Helm made as hooks of a stored revision, as the API server had them then. What a
 * hook's policy has Helm delete again is not among them.
 */
export const settingsIn = (objects: readonly ManifestObject[]): StoredSettings[] =>
  objects.filter(isSettings).filter(isRolloutHook).filter(isKept).map(asServed);

const isSettings = ({ kind }: ManifestObject): boolean => kind === "ConfigMap" || kind === "Secret";

const isKept = ({ metadata }: ManifestObject): boolean =>
  !metadata.annotations?.[deletePolicy]?.includes("hook-succeeded");

/** The API server keeps the texts of a Secret in base64, among its data. */
function asServed({ stringData, ...object }: StoredSettings): StoredSettings {
  if (!stringData) return object;
  const encoded = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(text).toString("base64")]);
  return { ...object, data: { ...object.data, ...Object.fromEntries(encoded) } };
}
