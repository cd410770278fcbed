import { test } from "vitest";
import { exposedCluster } from "../../testing/exposed-clusters.ts";
import { ownServers, sandbox } from "../../testing/parts.ts";
import { isFull } from "../../testing/projects.ts";
import { expectNoHarm } from "../../testing/sweeps.ts";

const own = ownServers();
const full = isFull ? test : test.skip;

full(
  "no single fault of a request or of Helm 3 makes a healthy application worse",
  { timeout: 7_200_000 },
  async () => {
    const place = await exposedCluster(3, { charts: own.charts, registry: sandbox().registry });
    await expectNoHarm("faults-helm-3", place);
  },
);
