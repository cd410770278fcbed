import { packagesFor, verifyInstallable } from "./apt.ts";
import { goWork } from "./go.ts";
import { chartMuseumWork } from "./parts/chartmuseum.ts";
import type { ClusterChoice } from "./parts/chosen-cluster.ts";
import { type Engine, isEngineUp } from "./parts/engine.ts";
import { helmWork, missingMajors } from "./parts/helm.ts";
import { imageWork } from "./parts/images.ts";
import { clusterPrograms, verifyClusterStartable } from "./parts/kubernetes/cluster.ts";
import { kubernetesWork } from "./parts/kubernetes/programs.ts";
import { enginePrograms } from "./parts/own-engine.ts";
import type { Work } from "./parts/part.ts";
import { pluginWork } from "./parts/plugins.ts";
import { redisPrograms } from "./parts/redis.ts";
import { registryPrograms } from "./parts/registry.ts";
import { rootfsPrograms } from "./parts/rootfs.ts";
import { verifyAnswers } from "./parts/users-cluster/access.ts";
import { usersClusterWork } from "./parts/users-cluster/users-cluster.ts";
import type { Paths } from "./paths.ts";
import type { Site } from "./site.ts";

/** What this machine lacks. Making it changes nothing. */
export interface Plan {
  /** Debian's packages to install. */
  packages: string[];
  /** Whether programs must be built. */
  builds: boolean;
  /** The cluster that is to be there. */
  cluster: ClusterChoice | undefined;
  /** All of it, for people. */
  work: Work[];
}

/** Looks for what is missing, and refuses at once where it cannot be had here. */
export async function makePlan({ paths }: Site, engine: Engine, cluster: ClusterChoice | undefined): Promise<Plan> {
  if (cluster === "own") verifyClusterStartable();
  else if (cluster) await verifyAnswers(cluster);
  const images = await imageWork(paths, (await isEngineUp(paths, engine)) ? engine : undefined);
  const builds = [...(await pluginWork(paths)), ...chartMuseumWork(paths), ...(await clusterWork(paths, cluster))];
  const tools = builds.length > 0 ? await goWork(paths) : [];
  const tunnel = cluster && cluster !== "own" ? usersClusterWork(paths, cluster) : [];
  const programs = [
    "docker",
    ...(engine.own ? enginePrograms : []),
    ...(cluster === "own" ? clusterPrograms : []),
    ...registryPrograms,
    ...redisPrograms,
    ...(images.some(({ needsDebian }) => needsDebian) ? rootfsPrograms : []),
  ];
  const packages = packagesFor(paths, programs);
  verifyInstallable(packages);
  const installation = packages.length > 0 ? [{ title: `install ${packages.join(", ")}`, seconds: 25 }] : [];
  return {
    packages,
    builds: builds.length > 0,
    cluster,
    work: [...installation, ...tools, ...builds, ...images, ...tunnel],
  };
}

async function clusterWork(paths: Paths, cluster: ClusterChoice | undefined): Promise<Work[]> {
  if (cluster === "own") return [...kubernetesWork(paths), ...(await helmWork(paths))];
  return cluster ? helmWork(paths, missingMajors()) : [];
}
