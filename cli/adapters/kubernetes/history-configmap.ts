import { setTimeout as pause } from "node:timers/promises";
import type { V1ConfigMap } from "@kubernetes/client-node";
import {
  type HeldEntry,
  type History,
  historyText,
  noHistory,
  type Promotion,
  parseHistory,
  withHold,
  withPromotion,
} from "../../domain/environment/history.ts";
import { heldEntry, promotion as schema } from "../../results/history.ts";
import { masked } from "../../results/masked.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, isConflict, isNotFound } from "./errors.ts";
import { ours } from "./labels.ts";

const key = "history.json";
const unreadableKey = "unreadable-history.json";
const attempts = 10;

/** The history that a namespace keeps in a ConfigMap; empty where there is none. */
export async function readPromotions(cluster: Cluster, name: string): Promise<History> {
  return historyIn(await findRecord(cluster, name));
}

const historyIn = (found: V1ConfigMap | undefined): History => {
  const text = found?.data?.[key];
  return text === undefined ? noHistory : parseHistory(text);
};

/** The ConfigMap of an application. */
interface Place {
  name: string;
  instance: string;
}

/**
 * Adds a promotion, or the outcome of one that had begun, to the history of the application `instance`; whoever adds
 * another one in the same moment loses nothing.
 */
export const recordPromotion = (cluster: Cluster, place: Place, promotion: Promotion): Promise<void> =>
  change(cluster, place, (history) => withPromotion(history, masked(promotion, schema)));

/** Writes down that somebody holds the environment, or lets it go on. */
export const recordHold = (cluster: Cluster, place: Place, hold: HeldEntry): Promise<void> =>
  change(cluster, place, (history) => withHold(history, masked(hold, heldEntry)));

async function change(cluster: Cluster, place: Place, to: (history: History) => History): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write(cluster, place, to);
    } catch (error) {
      if (!isConflict(error) || attempt === attempts) {
        throw asFailure(error, `write the history ${place.name} in namespace ${cluster.namespace}`);
      }
      await pause(Math.random() * 50 * attempt);
    }
  }
}

async function write(cluster: Cluster, { name, instance }: Place, to: (history: History) => History): Promise<void> {
  const { core, namespace } = cluster;
  const found = await findRecord(cluster, name);
  const history = to(historyIn(found));
  const labels = { ...ours, "app.kubernetes.io/instance": instance };
  const body: V1ConfigMap = {
    // With the resourceVersion that it was read with: a change in between is a conflict.
    metadata: { ...found?.metadata, name, labels: { ...found?.metadata?.labels, ...labels } },
    data: {
      ...found?.data,
      ...(history.unreadable !== undefined && { [unreadableKey]: history.unreadable.slice(0, 256 * 1024) }),
      [key]: historyText(history),
    },
  };
  if (found) await core.replaceNamespacedConfigMap({ name, namespace, body });
  else await core.createNamespacedConfigMap({ namespace, body });
}

async function findRecord({ core, namespace }: Cluster, name: string): Promise<V1ConfigMap | undefined> {
  try {
    return await core.readNamespacedConfigMap({ name, namespace });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw asFailure(error, `read the history ${name} in namespace ${namespace}`);
  }
}
