import { test } from "vitest";
import type { HelmMajor } from "../cluster/helm.ts";
import { sandbox } from "../sandbox/sandbox.ts";
import { ownServers } from "../servers/own-servers.ts";
import { isFull } from "../setup/short-run.ts";
import { clusterTarget } from "./cluster-target.ts";
import { expectNoHarm } from "./sweep.ts";
import type { Fate } from "./sweep-target.ts";

interface ClusterSweep {
  helm: HelmMajor;
  fates: readonly Fate[];
  /** Name of its table. */
  name: string;
  /** A short run leaves it out. */
  onlyFull?: boolean;
}

/** The test of one file: files run side by side, and what crashes takes as long as all else. */
export function sweepCluster(title: string, { helm, fates, name, onlyFull = false }: ClusterSweep): void {
  const own = ownServers();
  const run = onlyFull && !isFull ? test.skip : test;
  run(title, { timeout: 7_200_000 }, async () => {
    const place = await clusterTarget(helm, { charts: own.charts, registry: sandbox().registry });
    await expectNoHarm(name, place, fates);
  });
}
