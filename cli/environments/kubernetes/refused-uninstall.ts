import { preconditionError } from "../../../lib/errors.ts";
import { openHooks } from "../../adapters/kubernetes/deletion-hooks.ts";
import { callRevision } from "../../adapters/kubernetes/helm-secrets.ts";
import { areAllThere } from "../../adapters/kubernetes/leaving.ts";
import { isDeletionHook, isHook, type ManifestObject } from "../../domain/promotion/manifest.ts";
import type { Work } from "./plan.ts";

type Where = Pick<Work, "connection" | "helm">;

/**
 * Whether an uninstall has deleted nothing, as where a hook of the chart failed that runs before: all objects are there, and
 * only Helm's word for the revision says otherwise. Whoever may not read them takes them for deleted.
 */
export const hasDeletedNothing = ({ connection }: Where, objects: readonly ManifestObject[]): Promise<boolean> =>
  areAllThere(
    connection.cluster,
    objects.filter((object) => !isHook(object)),
  ).catch(() => false);

/** Has Helm call a revision deployed again, which it would neither upgrade nor install otherwise. */
export const takeBackUninstall = ({ connection, helm }: Where, revision: number): Promise<void> =>
  callRevision(connection.cluster, helm.name, revision, {
    status: "deployed",
    description: "Uninstallation that deleted nothing",
  });

/**
 * Why an uninstall failed before anything was deleted, if a hook of the chart is to blame; the revision is called deployed again.
 * Undefined if it is another failure.
 */
export async function refusalByHook(
  { connection, helm, objects }: Where & { objects: readonly ManifestObject[] },
  revision: number,
  cause: unknown,
) {
  const { cluster } = connection;
  const hooks = objects.filter(isDeletionHook);
  const [hook] = hooks.length > 0 ? await openHooks(cluster, hooks).catch(() => []) : [];
  if (!hook || !(await hasDeletedNothing({ connection, helm }, objects))) return undefined;
  await takeBackUninstall({ connection, helm }, revision);
  return preconditionError(`the chart's hook ${hook.name} does not let it be uninstalled: nothing was deleted`, {
    details: hook.said === "" ? [] : [hook.said],
    hint: `Do what it asks for, and run the same command again; or uninstall without hooks: \`helm uninstall ${helm.name} --no-hooks --namespace ${cluster.namespace}\`.`,
    cause,
  });
}
