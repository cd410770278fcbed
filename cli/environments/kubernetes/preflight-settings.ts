import { setTimeout as pause } from "node:timers/promises";
import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { promisedNames } from "../../adapters/kubernetes/promised.ts";
import { isNewNamespace, settingKeys } from "../../adapters/kubernetes/what-is-there.ts";
import {
  type LiveSettings,
  missingSettings,
  type Objection,
  settingKey,
} from "../../domain/preflight/missing-settings.ts";
import { type NeededSetting, neededSettings } from "../../domain/preflight/needed-settings.ts";
import type { StartedPod } from "../../domain/preflight/started-pods.ts";
import type { Plan } from "./plan.ts";

/** As long as the verdict on a Secret that is missing is waited for: what fills a new namespace may be at work yet. */
const patienceMs = 20_000;
const pauseMs = 1_000;

/** The Secrets and ConfigMaps that pods would wait for. Once `hurry` is aborted nothing is waited for any more. */
export async function settingObjections(
  cluster: Cluster,
  pods: readonly StartedPod[],
  { objects, secrets }: Pick<Plan, "objects" | "secrets">,
  hurry: AbortSignal,
): Promise<Objection[]> {
  const needed = neededSettings(pods);
  const provided = secrets.map(({ name }) => settingKey({ kind: "Secret", name }));
  let live = await readSettings(cluster, needed);
  const missing = (promised: readonly string[]) =>
    missingSettings(needed, live, { objects, promised: new Set([...provided, ...promised]) });
  const promised = () => promisedOf(cluster, needed.filter(isLackingIn(live)));
  if (missing([]).length === 0) return [];
  const [isNew, spokenOf] = await Promise.all([isNewNamespace(cluster), promised()]);
  const isCertain = () => missing(spokenOf).every(({ severity }) => severity === "warning");
  const start = performance.now();
  let hasWaited = false;
  while (isNew && !isCertain() && !hurry.aborted && performance.now() - start < patienceMs) {
    hasWaited = true;
    await pause(pauseMs, undefined, { signal: hurry }).catch(() => {});
    live = await readSettings(cluster, needed, live);
  }
  // What makes a Secret may have come meanwhile, too.
  return missing(hasWaited && !isCertain() ? await promised() : spokenOf);
}

async function promisedOf(cluster: Cluster, lacking: readonly NeededSetting[]): Promise<string[]> {
  const names = await promisedNames(cluster, [...new Set(lacking.map(({ name }) => name))]);
  return lacking.filter(({ name }) => names.includes(name)).map(settingKey);
}

const isLackingIn = (live: LiveSettings) => (setting: NeededSetting) => {
  const there = live.get(settingKey(setting));
  return !there || setting.keys.some((key) => !there.includes(key));
};

/** Reads what is not known to be there. What may not be read stays unknown, and is no reason to refuse anything. */
async function readSettings(
  cluster: Cluster,
  needed: readonly NeededSetting[],
  known: LiveSettings = new Map(),
): Promise<LiveSettings> {
  const lacking = new Map(needed.filter(isLackingIn(known)).map((setting) => [settingKey(setting), setting]));
  const read = [...lacking].map(([key, { kind, name }]) =>
    settingKeys(cluster, kind, name).then(
      (keys) => [[key, keys] as const],
      () => [],
    ),
  );
  return new Map([...[...known].filter(([key]) => !lacking.has(key)), ...(await Promise.all(read)).flat()]);
}
