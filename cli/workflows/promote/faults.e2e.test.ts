import { test } from "vitest";
import { allFates } from "../../testing/exposed.ts";
import { exposedCluster } from "../../testing/exposed-clusters.ts";
import { ownServers, sandbox } from "../../testing/parts.ts";
import { isFull } from "../../testing/projects.ts";
import { expectNoHarm } from "../../testing/sweeps.ts";

const own = ownServers();

/** Those that crash take as long as all others, and have a file of their own. */
const fates = isFull ? (["refused", "good"] as const) : allFates;

test("no single fault of a request or of Helm 4 makes a healthy application worse", {
  timeout: 7_200_000,
}, async () => {
  const place = await exposedCluster(4, { charts: own.charts, registry: sandbox().registry });
  await expectNoHarm("faults-helm-4", place, fates);
});
