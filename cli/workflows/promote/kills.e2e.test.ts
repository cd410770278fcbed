import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { startedSteps } from "../../../testing/chatops/built-chatops.ts";
import { type ClusterProject, clusterProject } from "../../../testing/cluster/cluster-project.ts";
import type { HelmMajor } from "../../../testing/cluster/helm.ts";
import { expectSettled, historyOf, holderOf } from "../../../testing/cluster/promotion-checks.ts";
import { passwordOf, redisBacked, redisServer } from "../../../testing/cluster/redis-project.ts";
import {
  allWays,
  expectInOrder,
  moment,
  type Stop,
  stop,
  type Way,
} from "../../../testing/cluster/stopped-promotions.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full, isFull } from "../../../testing/setup/short-run.ts";

const own = ownServers();
/** The nodes know the sandbox's registry alone. */
const publish = () => ({ charts: own.charts, registry: sandbox().registry });

/** About how long each step takes: releases, artifacts, connection, plan, questions, and the promotion itself. */
const stepsMs = [300, 200, 10, 200, 300, 6_000];
const last = stepsMs.length - 1;
const lastMs = stepsMs[last] ?? 0;
/** While Helm runs in the last step. */
const helmMs = 1_000;

/** Each step once, Helm's time and the whole of the last step several times. */
const long = (way: Way): Stop[] =>
  [
    ...stepsMs.map((ms, step) => moment(step, ms)),
    ...Array.from({ length: 4 }, () => moment(last, helmMs)),
    ...Array.from({ length: 4 }, () => moment(last, lastMs)),
    "pending-upgrade",
    "pending-upgrade",
  ].map((at) => ({ way, at }));

/** What the two majors could do differently: while Helm itself is at work. */
const atHelm = (way: Way): Stop[] =>
  [moment(last, helmMs), "pending-upgrade", "pending-upgrade"].map((at) => ({ way, at }));

type Row = [helm: HelmMajor, way: Way, stops: Stop[]];

const rows: Row[] = isFull
  ? [...allWays.map((way): Row => [4, way, long(way)]), ...allWays.map((way): Row => [3, way, atHelm(way)])]
  : [[4, "Ctrl-C", [{ way: "Ctrl-C", at: moment(last, lastMs) }]]];

/** Two versions, of which none runs yet. */
async function withTwo(helm: HelmMajor): Promise<{ place: ClusterProject; versions: string[] }> {
  const place = await clusterProject({ publish: publish(), helm });
  return { place, versions: [await place.release(plainServer), await place.release(`${plainServer}// second\n`)] };
}

/** The very first promotion is killed while Helm installs, and completed. */
async function killAndInstall(place: ClusterProject, version: string): Promise<void> {
  const stopped = await stop(place, { way: "SIGKILL, and Helm too", at: "pending-install" }, version);
  expect(stopped.signal, stopped.stdout).toBe("SIGKILL");
  expect(place.revisions("staging")).toMatchObject([{ status: "pending-install" }]);
  const ran = await place.promote("--env", "staging", version);
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { version, revision: 1 } });
  expectSettled(place, version, "the first");
  expect(historyOf(place).map(({ outcome }) => outcome)).toEqual(["begun", "healthy"]);
}

/** Stops a promotion again and again, each time to the other version, and lets it be completed by the same command. */
async function stopAndComplete(place: ClusterProject, versions: string[], stops: Stop[]): Promise<void> {
  for (const [index, each] of stops.entries()) {
    const version = versions[(index + 1) % versions.length] ?? "";
    const what = `${JSON.stringify(each)}, to ${version}`;
    const before = place.revisions("staging").length;
    const temporary = readdirSync(place.user.temporary);
    const stopped = await stop(place, each, version);
    if (each.way === "Ctrl-C") expectInOrder(place, stopped, temporary, what);
    const ran = await place.promote("--env", "staging", version);
    expect(ran, `${what}\n${stopped.stdout}\n${ran.stdout}`).toMatchObject({ exitCode: 0, result: { version } });
    expectSettled(place, version, what);
    // Helm itself calls failed what it was asked to stop, in its status or, where it was just done, in its description alone.
    const made = place.revisions("staging").slice(before);
    const isStopped = /failed: context canceled$/;
    const needed = made.filter(
      ({ status, description }) => each.way !== "Ctrl-C" || (status !== "failed" && !isStopped.test(description)),
    );
    expect(needed, `${what}\n${JSON.stringify(made)}`).toHaveLength(1);
  }
}

test.each(rows)(
  "a promotion stopped at any moment, from the first one on, is completed by the same command (Helm %i, %s)",
  { timeout: 1_800_000 },
  async (helm, _, stops) => {
    const { place, versions } = await withTwo(helm);
    await killAndInstall(place, versions[0] ?? "");
    await stopAndComplete(place, versions, stops);
  },
);

/** Steps of the first promotion alone, and where they are among the others. */
const making = { "Create the namespace": 4, "Provide the Secret": 6 };
const makingMs = 60;

full.each(allWays)(
  "a promotion stopped while it makes the namespace and the password is completed by the same command (%s)",
  { timeout: 900_000 },
  async (way) => {
    const place = await clusterProject({ publish: publish(), hasNamespaces: false, files: redisBacked });
    const version = await place.release(redisServer);
    for (const [title, step] of Object.entries(making)) {
      const temporary = readdirSync(place.user.temporary);
      const stopped = await stop(place, { way, at: moment(step, makingMs) });
      expect(startedSteps(stopped)[step], stopped.stdout).toContain(title);
      if (way === "Ctrl-C") expectInOrder(place, stopped, temporary, title);
      const made = passwordOf(place);
      const ran = await place.promote("--env", "staging");
      const result = { outcome: "healthy", version, revision: 1 };
      expect(ran, `${title}\n${stopped.stdout}\n${ran.stdout}`).toMatchObject({ exitCode: 0, result });
      expect(passwordOf(place)).toMatchObject(made.length > 0 ? made : [{ password: expect.any(String) }]);
      expect(place.revisions("staging")).toMatchObject([{ status: "deployed" }]);
      expect(
        historyOf(place)
          .map(({ outcome }) => outcome)
          .at(-1),
      ).toBe("healthy");
      expect(holderOf(place)).toBe("");
      // The next one finds nothing again.
      place.kubectl("staging", "delete", "namespace", place.namespaces.staging);
    }
  },
);
