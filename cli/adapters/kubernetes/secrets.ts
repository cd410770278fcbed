import { randomBytes } from "node:crypto";
import type { V1Secret } from "@kubernetes/client-node";
import { preconditionError } from "../../../lib/errors.ts";
import { maskSecret, maskSecretsOf } from "../../../lib/secrets.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, isConflict, isNotFound } from "./errors.ts";
import { ours } from "./labels.ts";

/**
 * Makes a Secret with a random value per key, once: one that is there is kept as it is.
 * Throws where that one lacks a key: nobody knows what else was made with it.
 */
export async function ensureSecret(
  cluster: Cluster,
  name: string,
  keys: readonly string[],
  labels: Record<string, string>,
): Promise<"created" | "kept"> {
  const found = (await secretKeys(cluster, name)) ?? (await createSecret(cluster, name, keys, labels));
  if (!found) return "created";
  const missing = keys.filter((key) => !found.includes(key));
  if (missing.length > 0) throw lacksKeys(cluster.namespace, name, missing);
  return "kept";
}

/** The keys of a Secret; undefined where there is none. What its keys call secret is masked from now on. */
export async function secretKeys(cluster: Cluster, name: string): Promise<string[] | undefined> {
  const values = await secretValues(cluster, name);
  return values && Object.keys(values);
}

/** The values of a Secret by key, never to be shown; undefined if there is none. What its keys call secret is masked from now on. */
export async function secretValues(
  { core, namespace }: Cluster,
  name: string,
): Promise<Record<string, string> | undefined> {
  try {
    const { data = {} } = await core.readNamespacedSecret({ name, namespace });
    const decoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]);
    const values: Record<string, string> = Object.fromEntries(decoded);
    maskSecretsOf(values);
    return values;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw asFailure(error, `read the Secret ${name} in namespace ${namespace}`);
  }
}

/** Answers the keys of the Secret that somebody else made in the same moment; undefined where it is ours. */
async function createSecret(
  cluster: Cluster,
  name: string,
  keys: readonly string[],
  labels: Record<string, string>,
): Promise<string[] | undefined> {
  const { core, namespace } = cluster;
  const values = keys.map((key) => [key, randomBytes(32).toString("hex")] as const);
  for (const [, value] of values) maskSecret(value);
  const body: V1Secret = {
    metadata: { name, labels: { ...labels, ...ours } },
    type: "Opaque",
    stringData: Object.fromEntries(values),
  };
  try {
    await core.createNamespacedSecret({ namespace, body });
    return undefined;
  } catch (error) {
    const found = isConflict(error) ? await secretKeys(cluster, name) : undefined;
    if (found) return found;
    throw asFailure(error, `create the Secret ${name} in namespace ${namespace}`);
  }
}

const lacksKeys = (namespace: string, name: string, missing: string[]) =>
  preconditionError(`the Secret ${name} in namespace ${namespace} is there, but lacks ${missing.join(", ")}`, {
    hint: `Add what is missing with \`kubectl edit secret ${name} --namespace ${namespace}\`: chatops changes no Secret that is there.`,
  });
