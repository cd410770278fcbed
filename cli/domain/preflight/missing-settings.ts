import type { ManifestObject } from "../promotion/manifest.ts";
import { runsCode, speaksOf } from "./makers.ts";
import type { NeededSetting } from "./needed-settings.ts";

/** A reason why a promotion would fail, and whether that is certain. */
export interface Objection {
  kind: string;
  name: string;
  message: string;
  severity: "refused" | "warning";
}

export const severityIf = (isCertain: boolean): Objection["severity"] => (isCertain ? "refused" : "warning");

/** Keys of the Secrets and ConfigMaps that are there, by `Kind/name`: undefined if there is none; missing if it is not known. */
export type LiveSettings = ReadonlyMap<string, readonly string[] | undefined>;

export interface Makers {
  objects: readonly ManifestObject[];
  /** Names of Secrets that are provided before the chart is applied, or that an object of an operator stands for. */
  promised: ReadonlySet<string>;
}

interface Settings extends ManifestObject {
  type?: string;
  data?: Record<string, unknown>;
  stringData?: Record<string, unknown>;
  binaryData?: Record<string, unknown>;
  rules?: { resources?: string[]; verbs?: string[] }[];
}

export const settingKey = ({ kind, name }: Pick<NeededSetting, "kind" | "name">): string => `${kind}/${name}`;

/**
 * The Secrets and ConfigMaps, and keys of them, that pods need and nothing is going to make. Whatever may make them
 * (a hook, an object of an operator, whoever else is told of the name or is to fill what is empty) makes a warning of it.
 */
export function missingSettings(needed: readonly NeededSetting[], live: LiveSettings, makers: Makers): Objection[] {
  const mayBeMade = makers.objects.some(mayMakeMore);
  return needed.flatMap((setting) => {
    const own: Settings[] = makers.objects.filter(
      ({ kind, metadata }) => kind === setting.kind && metadata.name === setting.name,
    );
    const key = settingKey(setting);
    if (!live.has(key) || makers.promised.has(key) || own.some(isToken)) return [];
    const there = live.get(key);
    const isDoubtful =
      mayBeMade ||
      setting.pod.isLater ||
      own.some((object) => keysIn(object).length === 0) ||
      makers.objects.some((object) => speaksOf(object, setting.name));
    const severity = severityIf(!isDoubtful);
    const { kind, name } = setting.pod;
    if (own.length === 0 && !there) {
      return [
        {
          kind,
          name,
          severity,
          message: `needs the ${setting.kind} ${setting.name}, which does not exist, and the chart does not bring it`,
        },
      ];
    }
    const keys = new Set([...(there ?? []), ...own.flatMap(keysIn)]);
    const lacking = setting.keys.filter((each) => !keys.has(each));
    const message = `needs the key ${lacking.join(", ")} of the ${setting.kind} ${setting.name}, which has ${[...keys].join(", ") || "none"}`;
    return lacking.length > 0 ? [{ kind, name, severity, message }] : [];
  });
}

const keysIn = ({ data, stringData, binaryData }: Settings): string[] =>
  Object.keys({ ...data, ...stringData, ...binaryData });

/** Kubernetes itself fills it. */
const isToken = ({ type }: Settings): boolean => type === "kubernetes.io/service-account-token";

/** Programs with the right to write Secrets may make some, too. */
function mayMakeMore(object: Settings): boolean {
  const { rules = [] } = object;
  if (runsCode(object)) return true;
  const has = (list: string[] = [], ...wanted: string[]) => list.some((each) => each === "*" || wanted.includes(each));
  return rules.some(({ resources, verbs }) => has(resources, "secrets", "configmaps") && has(verbs, "create"));
}
