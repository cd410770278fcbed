import { setTimeout as pause } from "node:timers/promises";
import { uninstall } from "../../adapters/helm/change.ts";
import { hasRemoved } from "../../adapters/helm/removed-kinds.ts";
import { retainClaims } from "../../adapters/kubernetes/claims.ts";
import { markClaimsOfSets } from "../../adapters/kubernetes/data.ts";
import { keepClaimsOf } from "../../adapters/kubernetes/helm-secrets.ts";
import { statefulSetsOf } from "../../adapters/kubernetes/release.ts";
import { withoutKind } from "../../adapters/kubernetes/unknown-kinds.ts";
import { isHook, type ManifestObject } from "../../domain/promotion/manifest.ts";
import { rollbackTimeoutMs } from "../../domain/rollout/timeouts.ts";
import { patienceWith, withinPatience } from "./helm-timeout.ts";
import type { Work } from "./plan.ts";
import { refusalByHook } from "./refused-uninstall.ts";

interface Uninstall extends Pick<Work, "session" | "connection" | "helm" | "timeoutMs"> {
  /** What Helm has to delete, and the hooks that it runs. */
  objects: readonly ManifestObject[];
}

const attempts = 3;
const pauseMs = 2_000;

/**
 * Uninstalls a Helm release. What holds data stays, be it a claim of the chart or one that a StatefulSet made;
 * Secrets of backing services stand outside of the chart and stay as well.
 */
export function uninstallRelease(title: string, work: Uninstall, revision: number, lease: AbortSignal): Promise<void> {
  const { session, connection, helm, objects } = work;
  const plan = `helm uninstall ${helm.name}`;
  const timeoutMs = rollbackTimeoutMs(work.timeoutMs);
  const patienceMs = patienceWith(objects, ["delete"], timeoutMs);
  return session.steps.change(title, { plan, expect: undefined }, async (step) => {
    const signal = AbortSignal.any([step.signal, lease]);
    await keepClaimsOf(connection.cluster, helm.name, revision);
    await retainClaims(connection.cluster, await statefulSetsOf(connection.cluster, helm.name), signal);
    // Without the right to, a later removal leaves them alone; their data is safe either way.
    await markClaimsOfSets(connection.cluster, helm.name).catch(() => {});
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await withinPatience(patienceMs, signal, (bounded) =>
          uninstall(helm, timeoutMs, { signal: bounded, onLine: step.output }),
        );
      } catch (error) {
        // One request of Helm's may have been lost; what it deleted already is no obstacle.
        if (signal.aborted) throw error;
        const refused = await refusalByHook(work, revision, error);
        if (refused) throw refused;
        if (attempt === attempts) throw await reasonOf(error, work);
        await pause(pauseMs, undefined, { signal });
      }
    }
  });
}

/** Helm says no more than that it failed if the cluster does not know a kind that is to be deleted. */
async function reasonOf(error: unknown, { connection, helm, objects }: Uninstall): Promise<unknown> {
  const deleted = objects.filter((object) => !isHook(object));
  const unknown = await withoutKind(connection.cluster, deleted).catch(() => []);
  return unknown.length > 0 ? hasRemoved(helm, unknown, error) : error;
}
