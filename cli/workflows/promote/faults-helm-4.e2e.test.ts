import { test } from "vitest";
import { isFull } from "../../../testing/git/git-project.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { clusterTarget } from "../../../testing/sweeps/cluster-target.ts";
import { expectNoHarm } from "../../../testing/sweeps/sweep.ts";
import { allFates } from "../../../testing/sweeps/sweep-target.ts";

const own = ownServers();

/** Those that crash take as long as all others, and have a file of their own. */
const fates = isFull ? (["refused", "good"] as const) : allFates;

test("no single fault of a request or of Helm 4 makes a healthy application worse", {
  timeout: 7_200_000,
}, async () => {
  const place = await clusterTarget(4, { charts: own.charts, registry: sandbox().registry });
  await expectNoHarm("faults-helm-4", place, fates);
});
