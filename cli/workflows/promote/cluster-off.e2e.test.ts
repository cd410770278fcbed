import { describe, expect } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { switchBeforeCluster } from "../../../testing/cluster/refusals.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";
import type { Event } from "../../core/events.ts";

const own = ownServers();
const command = ["promote", "--env", "staging", "--json", "--yes"];

describe("while the cluster goes away in the middle of a promotion", () => {
  /** Cuts the way to the cluster a moment after Helm has begun. */
  const promoteAndCut = async (afterMs: number, backMs?: number) => {
    const api = await switchBeforeCluster();
    const place = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry } });
    const version = await place.release(plainServer);
    const onEvent = (event: Event) => {
      if (event.type !== "started" || !event.title.startsWith("Promote")) return;
      setTimeout(api.off, afterMs);
      if (backMs !== undefined) setTimeout(api.on, backMs);
    };
    const args = [...command, "--kubeconfig", api.kubeconfig];
    const ran = await place.user.run(args, { cwd: place.directory, onEvent });
    const again = async () => {
      await api.on();
      return place.user.run(args, { cwd: place.directory });
    };
    return { ran, again, version, address: api.address };
  };

  full.each([0, 200, 1_000, 3_000])("after %i ms it says so, and the next run completes it", async (afterMs) => {
    const { ran, again, version, address } = await promoteAndCut(afterMs);
    // 30: what was begun may be half done.
    expect(ran.exitCode, ran.stdout).toBe(30);
    const { message, details = [], hint } = errorOf(ran) ?? {};
    expect(message).toMatch(/^lost the lock: the Lease \S+ could not be renewed/);
    expect(details.join()).toContain(
      `the cluster does not answer: connect ECONNREFUSED 127.0.0.1:${address.split(":")[1]}`,
    );
    expect(hint).toContain("run the same command again");
    expect((await again()).result).toMatchObject({ outcome: "healthy", version });
  });

  full("and comes back, the promotion goes on", async () => {
    const { ran, version } = await promoteAndCut(1_500, 4_000);
    expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version, revision: 1 } });
  });
});
