import { type Failure, preconditionError } from "../../../lib/errors.ts";
import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { type Refusal, tryApply } from "../../adapters/kubernetes/dry-run.ts";
import { tryPods } from "../../adapters/kubernetes/dry-run-pods.ts";
import type { BundledDefinitions } from "../../adapters/kubernetes/unknown-kinds.ts";
import { hasNoDefaults } from "../../adapters/kubernetes/what-is-there.ts";
import type { Steps } from "../../core/steps.ts";
import { blindAutoscalers, setBackWorkloads } from "../../domain/preflight/autoscaled.ts";
import type { Objection } from "../../domain/preflight/missing-settings.ts";
import { unquoted } from "../../domain/preflight/unquoted.ts";
import type { ManifestObject } from "../../domain/promotion/manifest.ts";
import type { Connection } from "./connection.ts";
import type { Plan } from "./plan.ts";
import type { Prefetched } from "./prefetch.ts";
import { podObjections } from "./preflight-pods.ts";
import { verifyRights } from "./preflight-rights.ts";
import { routeObjections } from "./preflight-routes.ts";

interface Asked {
  /** Whether it may come to that. */
  mayUninstall: boolean;
  /** Whether the API server merges what Helm applies. */
  isServerSide: boolean;
  /** Reads what Helm has there. */
  running: () => Promise<readonly ManifestObject[]>;
  /** Reads what the chart has in `crds/`. */
  bundled: () => Promise<BundledDefinitions>;
  /** Asks others than the cluster. */
  foreseen: () => Promise<Objection[]>;
  prefetched: Prefetched;
}

/**
 * Asks the cluster what it would refuse, before anything is written. What cannot be seen from here, for lack of a
 * right, is no refusal; what is only doubtful is a warning.
 */
export async function runPreflight(
  steps: Steps,
  connection: Connection,
  plan: Plan,
  { mayUninstall, isServerSide, running, bundled, foreseen, prefetched }: Asked,
): Promise<void> {
  const hurry = new AbortController();
  const asking = ask(
    connection,
    plan,
    { isServerSide, bundled, foreseen, prefetched },
    { hurry, signal: steps.signal },
  );
  asking.catch(() => {});
  await verifyRights(connection.cluster, plan.objects, mayUninstall, prefetched).catch((error) => {
    hurry.abort();
    throw error;
  });
  const refusals = await withoutOwn(await asking, running);
  for (const { kind, name, message, severity } of refusals) {
    if (severity === "warning") steps.warn(`${kind} ${name}: ${message}`);
  }
  const refused = refusals.filter(({ severity }) => severity === "refused");
  if (refused.length > 0) throw refusedByCluster(refused);
}

async function ask(
  { cluster, helmRelease }: Connection,
  plan: Plan,
  { isServerSide, bundled, foreseen, prefetched }: Pick<Asked, "isServerSide" | "bundled" | "foreseen" | "prefetched">,
  { hurry, signal }: { hurry: AbortController; signal: AbortSignal },
): Promise<Refusal[]> {
  const { nodes, find } = prefetched;
  const { objects } = plan;
  const spelled = unquoted(objects);
  // The API server fails at these, in words that name no field.
  const tryable = objects.filter(
    ({ kind, metadata }) => !spelled.some((one) => one.kind === kind && one.name === metadata.name),
  );
  const trying = Promise.all([
    tryApply(cluster, find, { helmRelease, objects: tryable, isServerSide, bundled }),
    tryPods(cluster, find, tryable),
  ]);
  const tried = trying.then((all) => {
    // What is refused anyway waits for nothing.
    if (all.flat().some(({ severity }) => severity === "refused")) hurry.abort();
    return all.flat();
  });
  const within = { nodes, find, hurry: AbortSignal.any([signal, hurry.signal]) };
  const routes = routeObjections(cluster, find, objects);
  const asked = Promise.all([tried, podObjections(cluster, plan, within), routes, foreseen(), blind(cluster, objects)]);
  return [...spelled, ...(await asked).flat(), ...setBackWorkloads(objects)];
}

async function blind(cluster: Cluster, objects: readonly ManifestObject[]): Promise<Objection[]> {
  const found = blindAutoscalers(objects);
  return found.length > 0 && (await hasNoDefaults(cluster)) ? found : [];
}

/** What an earlier revision has is Helm's own, even if somebody took its marks away. */
async function withoutOwn(refusals: Refusal[], running: () => Promise<readonly ManifestObject[]>): Promise<Refusal[]> {
  if (!refusals.some(({ isForeign }) => isForeign)) return refusals;
  const own = await running();
  const isOwn = ({ kind, name }: Refusal) =>
    own.some((object) => object.kind === kind && object.metadata.name === name);
  return refusals.filter((refusal) => !refusal.isForeign || !isOwn(refusal));
}

const refusedByCluster = (refused: Refusal[]): Failure =>
  preconditionError("the cluster would refuse this promotion; nothing was changed", {
    details: refused.map(({ kind, name, message }) => `${kind} ${name}: ${message}`),
    hint: [...new Set(refused.map(wayOut))].join(" "),
  });

const wayOut = ({ hint }: Refusal): string =>
  hint ??
  "Correct the chart or the environment's values, commit, and release again; or make what is missing, and run the same command again.";
