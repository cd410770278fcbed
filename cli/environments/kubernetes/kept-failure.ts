import { callRevision } from "../../adapters/kubernetes/helm-secrets.ts";
import { isHook, type ManifestObject } from "../../domain/promotion/manifest.ts";
import { keyOf } from "../../domain/promotion/stored-manifest.ts";
import type { Work } from "./plan.ts";
import { remainsOf } from "./remains.ts";
import { objectsOf, type State } from "./state.ts";

/**
 * Has Helm compare what it applies with a version that failed and was kept. It would take the one that it last called deployed,
 * and leave what the failed one has added since: objects, with Helm 3 also containers and variables. Answers the objects
 * that are to be removed afterwards, if Helm would then leave what the one before had alone.
 */
export async function compareWithFailure(work: Work, { revisions, ...state }: State): Promise<ManifestObject[]> {
  const { session, connection, helm } = work;
  const failed = revisions.at(-1);
  const before = revisions.findLast(({ status }) => status === "deployed");
  if (failed?.status !== "failed" || !before) return [];
  const [added, earlier] = await Promise.all([
    objectsOf(connection, failed.revision),
    objectsOf(connection, before.revision),
  ]);
  const known = new Set(added.map(keyOf));
  if (!earlier.every((object) => isHook(object) || known.has(keyOf(object))))
    return remainsOf(work, { ...state, revisions }, failed.revision);
  const call = (revision: number, status: "deployed" | "superseded") =>
    callRevision(connection.cluster, helm.name, revision, { status });
  const plan = `call revision ${failed.revision} deployed, and ${before.revision} superseded`;
  await session.steps.change(
    "Have Helm compare with the version that failed",
    { plan, expect: undefined },
    async () => {
      await call(failed.revision, "deployed");
      await call(before.revision, "superseded");
    },
  );
  return [];
}
