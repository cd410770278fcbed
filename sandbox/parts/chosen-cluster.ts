import { join } from "node:path";
import type { SandboxContext } from "../context.ts";
import { readJson, writeJson } from "../files.ts";
import type { Paths } from "../paths.ts";
import { hasRunningCluster } from "./kubernetes/cluster.ts";
import { contextName } from "./kubernetes/layout.ts";
import type { ClusterChoice } from "./part.ts";
import { accessTo, readyContext } from "./users-cluster/access.ts";

const fileOf = (paths: Paths) => join(paths.state, "chosen-cluster.json");

export const rememberCluster = (paths: Paths, cluster: ClusterChoice): void => writeJson(fileOf(paths), cluster);

/** The cluster that was brought up last; undefined before the first one. */
export const rememberedCluster = (paths: Paths): ClusterChoice | undefined => readJson(fileOf(paths));

/**
 * The cluster to use: that of a context where one is named; else the sandbox's own if it runs, or one of kind, k3d or
 * minikube that stands ready, which takes minutes less than to make one.
 */
export async function chooseCluster(
  named: string | undefined,
  { paths, report }: SandboxContext,
): Promise<ClusterChoice> {
  if (named) return named === contextName ? "own" : accessTo(named);
  if (hasRunningCluster(paths)) return "own";
  const ready = await readyContext();
  if (!ready) return "own";
  report(`The cluster of the context ${ready} stands ready, so it is used; --context ${contextName} makes one here.`);
  return accessTo(ready);
}
