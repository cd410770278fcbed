import { test } from "vitest";
import { isFull } from "../../../testing/git/git-project.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { clusterTarget } from "../../../testing/sweeps/cluster-target.ts";
import { expectNoHarm } from "../../../testing/sweeps/sweep.ts";

const own = ownServers();
const full = isFull ? test : test.skip;

full(
  "no single fault of a request or of Helm 3 makes a healthy application worse",
  { timeout: 7_200_000 },
  async () => {
    const place = await clusterTarget(3, { charts: own.charts, registry: sandbox().registry });
    await expectNoHarm("faults-helm-3", place, ["refused", "good"]);
  },
);
