import { packagesFor, verifyInstallable } from "./apt.ts";
import { goWork } from "./go.ts";
import { chartMuseumWork } from "./parts/chartmuseum.ts";
import { type Engine, isEngineUp } from "./parts/engine.ts";
import { helmWork } from "./parts/helm.ts";
import { imageWork } from "./parts/images.ts";
import { clusterPrograms, verifyClusterStartable } from "./parts/kubernetes/cluster.ts";
import { kubernetesWork } from "./parts/kubernetes/programs.ts";
import { enginePrograms } from "./parts/own-engine.ts";
import type { Work } from "./parts/part.ts";
import { pluginWork } from "./parts/plugins.ts";
import { redisPrograms } from "./parts/redis.ts";
import { registryPrograms } from "./parts/registry.ts";
import { rootfsPrograms } from "./parts/rootfs.ts";
import type { Site } from "./site.ts";

/** What this machine lacks. Making it changes nothing. */
export interface Plan {
  /** Debian's packages to install. */
  packages: string[];
  /** Whether programs must be built. */
  builds: boolean;
  /** Whether there is to be a cluster. */
  cluster: boolean;
  /** All of it, for people. */
  work: Work[];
}

/** Looks for what is missing, and refuses at once where it cannot be had here. */
export async function makePlan({ paths }: Site, engine: Engine, cluster: boolean): Promise<Plan> {
  if (cluster) verifyClusterStartable();
  const images = await imageWork(paths, (await isEngineUp(paths, engine)) ? engine : undefined);
  const ofCluster = cluster ? [...kubernetesWork(paths), ...(await helmWork(paths))] : [];
  const builds = [...(await pluginWork(paths)), ...chartMuseumWork(paths), ...ofCluster];
  const tools = builds.length > 0 ? await goWork(paths) : [];
  const programs = [
    "docker",
    ...(engine.own ? enginePrograms : []),
    ...(cluster ? clusterPrograms : []),
    ...registryPrograms,
    ...redisPrograms,
    ...(images.some(({ needsDebian }) => needsDebian) ? rootfsPrograms : []),
  ];
  const packages = packagesFor(paths, programs);
  verifyInstallable(packages);
  const installation = packages.length > 0 ? [{ title: `install ${packages.join(", ")}`, seconds: 25 }] : [];
  return { packages, builds: builds.length > 0, cluster, work: [...installation, ...tools, ...builds, ...images] };
}
