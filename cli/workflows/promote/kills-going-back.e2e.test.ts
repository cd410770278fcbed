import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { type HelmMajor, helmMajors } from "../../../testing/cluster/helm.ts";
import { expectSettled, holderOf } from "../../../testing/cluster/promotion-checks.ts";
import { expectInOrder, moment, type Stop, stop } from "../../../testing/cluster/stopped-promotions.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { isFull } from "../../../testing/setup/short-run.ts";

const own = ownServers();
/** The nodes know the sandbox's registry alone. */
const publish = () => ({ charts: own.charts, registry: sandbox().registry });
const full = describe.runIf(isFull);

const crashing = `throw new Error("no");\n`;
const goingBack = 6;

const stops: Stop[] = [
  { way: "SIGKILL, and Helm too", at: "pending-rollback" },
  { way: "SIGKILL", at: "pending-rollback" },
  { way: "Ctrl-C", at: "pending-rollback" },
  { way: "SIGKILL", at: moment(goingBack, 4_000) },
  { way: "SIGKILL, and Helm too", at: moment(goingBack, 4_000) },
  { way: "Ctrl-C", at: moment(goingBack, 4_000) },
];

/** What the two majors could do differently: while Helm itself is at work. */
const stopsOf = (helm: HelmMajor) => stops.filter(({ at }) => helm === 4 || typeof at === "string");

full.each(helmMajors)("with Helm %i, a promotion that is stopped while it goes back", (helm) => {
  test("goes back at the next run as if nothing had been", { timeout: 1_800_000 }, async () => {
    const place = await clusterProject({ publish: publish(), helm });
    const good = await place.release(plainServer);
    expect((await place.promote("--env", "staging")).exitCode).toBe(0);
    const bad = await place.release(crashing);
    for (const each of stopsOf(helm)) {
      const what = JSON.stringify(each);
      const temporary = readdirSync(place.user.temporary);
      const stopped = await stop(place, each);
      if (each.way === "Ctrl-C") expectInOrder(place, stopped, temporary, what);
      const ran = await place.promote("--env", "staging");
      const result = { outcome: "failed", version: bad, aftermath: { did: "rolledBack", version: good } };
      expect(ran, `${what}\n${stopped.stdout}\n${ran.stdout}`).toMatchObject({ exitCode: 21, result });
      expectSettled(place, good, what);
    }
  });

  test("to nothing, takes the first installation away at the next", { timeout: 900_000 }, async () => {
    const place = await clusterProject({ publish: publish(), helm });
    await place.release(crashing);
    for (const way of ["SIGKILL, and Helm too", "Ctrl-C"] as const) {
      await stop(place, { way, at: "uninstalling" });
      const ran = await place.promote("--env", "staging");
      expect(ran, ran.stdout).toMatchObject({ exitCode: 21, result: { outcome: "failed" } });
      for (const kind of ["deployments", "services", "secrets"]) expect(place.objects("staging", kind)).toEqual([]);
      expect(holderOf(place)).toBe("");
    }
    const version = await place.release(plainServer);
    expect((await place.promote("--env", "staging")).result).toMatchObject({ outcome: "healthy", version });
  });
});
