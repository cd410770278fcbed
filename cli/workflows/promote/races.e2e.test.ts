import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { chatops, errorOf, programPath, type Ran } from "../../../testing/chatops/built-chatops.ts";
import { type ClusterProject, clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { type HelmMajor, helmMajors } from "../../../testing/cluster/helm.ts";
import { expectSettled, historyOf, holderOf, promoteArguments } from "../../../testing/cluster/promotion-checks.ts";
import { kill } from "../../../testing/cluster/stopped-promotions.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full, isFull } from "../../../testing/setup/short-run.ts";

const own = ownServers();
/** The nodes know the sandbox's registry alone. */
const publish = () => ({ charts: own.charts, registry: sandbox().registry });

/** The first of these versions runs. */
async function withVersions(
  count: number,
  helm: HelmMajor = 4,
): Promise<{ place: ClusterProject; versions: string[] }> {
  const place = await clusterProject({ publish: publish(), helm });
  const versions: string[] = [];
  for (let index = 0; index < count; index += 1) versions.push(await place.release(`${plainServer}// ${index}\n`));
  expect((await place.promote("--env", "staging", "0.1.0")).exitCode).toBe(0);
  return { place, versions };
}

/** Two promotions, the second of which starts so much later. */
const together = (place: ClusterProject, [one = "", other = ""]: string[], delayMs: number): Promise<Ran[]> =>
  Promise.all([
    place.promote("--env", "staging", one),
    pause(delayMs).then(() => place.promote("--env", "staging", other)),
  ]);

/** Whoever did not promote says who does, or finds it done. */
function expectOneMade(runs: Ran[], what: string): Ran[] {
  const made = runs.filter(({ exitCode, result }) => exitCode === 0 && result.outcome === "healthy");
  const others = runs.filter((ran) => !made.includes(ran) && ran.result?.outcome !== "unchanged");
  for (const ran of others) {
    expect(errorOf(ran), `${what}\n${ran.stdout}`).toMatchObject({
      reason: "locked",
      exitCode: 5,
      message: expect.stringMatching(
        /^another run is busy here: promote 0\.1\.\d to staging \(\S+@\S+, since 20\S+\)$/,
      ),
      hint: expect.any(String),
    });
  }
  return made;
}

describe.each(isFull ? helmMajors : ([4] as const))("of two promotions at once, with Helm %i,", (helm) => {
  const delays = isFull && helm === 4 ? [0, 200, 1_000, 3_000] : [200];

  test("to one version, one is made, and the other hears of it", { timeout: 900_000 }, async () => {
    const { place, versions } = await withVersions(2, helm);
    for (const [index, delayMs] of delays.entries()) {
      const version = versions[(index + 1) % 2] ?? "";
      const before = place.revisions("staging").length;
      const runs = await together(place, [version, version], delayMs);
      expect(expectOneMade(runs, `${delayMs} ms apart`)).toHaveLength(1);
      expectSettled(place, version, `${delayMs} ms apart`);
      expect(place.revisions("staging")).toHaveLength(before + 1);
    }
  });

  full("to one version, the second of which comes in time for the lock, but too late for work", async () => {
    const { place, versions } = await withVersions(2, helm);
    const [, version = ""] = versions;
    let second: Promise<Ran> | undefined;
    const first = await place.user.run(promoteArguments(version), {
      cwd: place.directory,
      onEvent: (event) => {
        if (event.type === "progress" && /^1\/1 ready(;|$)/.test(event.text))
          second ??= place.promote("--env", "staging", version);
      },
    });
    const runs = [first, (await second) ?? expect.fail("it was never ready")];
    expect(expectOneMade(runs, "late")).toHaveLength(1);
    expectSettled(place, version, "late");
    expect(place.revisions("staging")).toHaveLength(2);
  });

  full("to two versions, they never mix", { timeout: 900_000 }, async () => {
    const { place, versions } = await withVersions(3, helm);
    for (const delayMs of delays) {
      const before = place.revisions("staging").length;
      const runs = await together(place, versions.slice(1), delayMs);
      const made = expectOneMade(runs, `${delayMs} ms apart`);
      expect(made.length).toBeGreaterThan(0);
      const newest = historyOf(place).at(-1)?.version ?? "";
      expect(made.map(({ result }) => result.version)).toContain(newest);
      expectSettled(place, newest, `${delayMs} ms apart`);
      expect(place.revisions("staging")).toHaveLength(before + made.length);
      expect((await place.promote("--env", "staging", "0.1.0")).exitCode).toBe(0);
    }
  });
});

/** A promotion whose processes this machine does not see: another machine, as far as anybody can tell. */
const elsewhere = ({ user, directory }: ClusterProject, onWork: (end: () => void) => void, ...args: string[]) =>
  chatops(["--fork", "--mount-proc", "--kill-child", process.execPath, programPath, ...promoteArguments(...args)], {
    cwd: directory,
    env: user.env,
    node: "unshare",
    program: "--pid",
    onEvent: (event, child) => {
      if (event.type === "started" && event.kind === "change") onWork(() => kill(child));
    },
  });

full("a promotion of another machine is respected while it lives, and followed when it is dead", async () => {
  const { place, versions } = await withVersions(2);
  const [, version = ""] = versions;
  let second: Promise<Ran> | undefined;
  const first = await elsewhere(place, () => (second ??= place.promote("--env", "staging", version)), version);
  const runs = [first, (await second) ?? expect.fail("it never began")];
  expect(expectOneMade(runs, "elsewhere"), first.stdout + first.stderr).toHaveLength(1);
  expectSettled(place, version, "elsewhere");
  await elsewhere(place, (end) => setTimeout(end, 500), "0.1.0");
  expect(holderOf(place)).not.toBe("");
  const ran = await place.promote("--env", "staging", "0.1.0");
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
  expectSettled(place, "0.1.0", "after a death elsewhere");
});
