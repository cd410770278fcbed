import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Failure } from "../../../lib/errors.ts";
import { type Script, script } from "../../../testing/chatops/script.ts";
import {
  adminKubeconfig,
  connected,
  kubeconfigOf,
  limitedUser,
  ownNamespace,
} from "../../../testing/cluster/namespaces.ts";
import { switchBefore } from "../../../testing/servers/switch.ts";
import { full } from "../../../testing/setup/short-run.ts";
import type { Cluster } from "./cluster.ts";
import { type HeldLease, withLease } from "./lease.ts";

const name = "chatops-chat";
const signal = new AbortController().signal;
const request = (purpose = "promote 1.4.0 to prod") => ({ purpose, holder: "robot@build" });

const hold = <T>(cluster: Cluster, task: (lease: HeldLease) => Promise<T>, onWait?: (text: string) => void) =>
  withLease(cluster, name, { ...request(), ...(onWait && { onWait }) }, signal, task);

const takenOver = async ({ takenOver }: HeldLease) => takenOver;

const leaseIn = async ({ coordination, namespace }: Cluster) =>
  (await coordination.readNamespacedLease({ name, namespace })).spec ?? {};

/** A run of its own that holds the lease for so long, unless it is stopped. */
const running = `
import { connectCluster } from "#cli/adapters/kubernetes/cluster.ts";
import { withLease } from "#cli/adapters/kubernetes/lease.ts";
import { setTimeout as pause } from "node:timers/promises";
const [kubeconfig, namespace, purpose, ms] = process.argv.slice(2);
const cluster = await connectCluster({ env: {}, kubeconfig, namespace, context: undefined, server: undefined });
const stopping = new AbortController();
process.on("SIGINT", () => stopping.abort(new Error("stopped")));
try {
  await withLease(cluster, "${name}", { purpose, holder: "robot@build" }, stopping.signal, async ({ signal }) => {
    console.log("held");
    signal.addEventListener("abort", () => console.log("lost: " + signal.reason.message));
    await pause(Number(ms), undefined, { signal });
  });
  console.log("done");
} catch (error) {
  console.log((error.reason ?? "failed") + ": " + error.message);
}`;

const start = ({ namespace }: Cluster, purpose: string, ms: number): Script =>
  script(running, [adminKubeconfig(), namespace, purpose, String(ms)]);

test("is made when it is first held, free afterwards, and free again after a failure", async () => {
  const cluster = await ownNamespace();
  expect(await hold(cluster, takenOver)).toBe(false);
  expect(await leaseIn(cluster)).toEqual({ leaseTransitions: 1 });
  await expect(hold(cluster, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await hold(cluster, takenOver)).toBe(false);
  expect(await leaseIn(cluster)).toEqual({ leaseTransitions: 3 });
});

full("one of several runs gets it; the others hear who has it", async () => {
  const cluster = await ownNamespace();
  // Long enough for a second renewal: where the machine is busy, some start after the first one.
  const runs = ["first", "second", "third", "fourth"].map((purpose) => start(cluster, purpose, 12_000));
  const said = (await Promise.all(runs.map((run) => run.ended))).map(({ stdout }) => stdout.trim());
  expect(said.filter((text) => text === "held\ndone")).toHaveLength(1);
  const winner = ["first", "second", "third", "fourth"][said.indexOf("held\ndone")];
  const lost = said.filter((text) => text !== "held\ndone");
  expect(lost).toEqual(
    Array(3).fill(expect.stringMatching(`^locked: another run is busy here: ${winner} \\(robot@build, since 20`)),
  );
});

test("a run that was killed on this machine is followed at once", async () => {
  const cluster = await ownNamespace();
  const killed = start(cluster, "first", 60_000);
  await killed.says("held");
  killed.child.kill("SIGKILL");
  await killed.ended;
  const since = performance.now();
  expect(await hold(cluster, takenOver)).toBe(true);
  // A lease lasts 15 s, and nobody waited for that.
  expect(performance.now() - since).toBeLessThan(10_000);
});

test("a run of another machine that renews no more is followed when its time is up, and says so", async () => {
  const cluster = await ownNamespace();
  await leaveBehind(cluster, "elsewhere/7/1/another-machine/nonce");
  const waits: string[] = [];
  const since = performance.now();
  expect(await hold(cluster, takenOver, (text) => waits.push(text))).toBe(true);
  expect(performance.now() - since).toBeGreaterThan(3_000);
  expect(waits).toEqual([
    expect.stringMatching(/^unknown \(elsewhere.*\) holds the lock; waiting up to 3 s to see whether it lives$/),
  ]);
});

test("whoever waits gets it as soon as it is given back", async () => {
  const cluster = await ownNamespace();
  const first = start(cluster, "first", 2_000);
  await first.says("held");
  expect(await hold(cluster, takenOver)).toBe(false);
});

test("a stopped run gives it back", async () => {
  const cluster = await ownNamespace();
  const stopped = start(cluster, "first", 60_000);
  await stopped.says("held");
  stopped.child.kill("SIGINT");
  expect((await stopped.ended).stdout).toContain("failed: ");
  expect(await leaseIn(cluster)).toEqual({ leaseTransitions: 1 });
});

full("a run that slept too long finds that another one took it, and stops", async () => {
  const cluster = await ownNamespace();
  const slept = start(cluster, "first", 60_000);
  await slept.says("held");
  slept.child.kill("SIGSTOP");
  const { holderIdentity } = await hold(cluster, async ({ takenOver }) => {
    expect(takenOver).toBe(true);
    slept.child.kill("SIGCONT");
    await slept.says("lost: ");
    return leaseIn(cluster);
  });
  expect((await slept.ended).stdout).toMatch(/lost: lost the lock: .*\n(api|locked): lost the lock: /);
  expect(holderIdentity).toContain(`/${process.pid}/`);
});

test("is lost where another run takes it by force", async () => {
  const cluster = await ownNamespace();
  const { coordination, namespace } = cluster;
  const losing = hold(cluster, async (lease) => {
    const taken = await coordination.readNamespacedLease({ name, namespace });
    await coordination.replaceNamespacedLease({
      ...{ name, namespace },
      body: { ...taken, spec: { ...taken.spec, holderIdentity: "another" } },
    });
    await pause(60_000, undefined, { signal: lease.signal }).catch(() => lease.signal.throwIfAborted());
  });
  await expect(losing).rejects.toMatchObject({ reason: "locked", message: expect.stringContaining("lost the lock") });
  expect((await leaseIn(cluster)).holderIdentity).toBe("another");
});

full(
  "survives an API server that is gone for a moment, and is lost before its time is up where it stays away",
  async () => {
    const cluster = await ownNamespace();
    const { host } = new URL(cluster.server);
    const way = await switchBefore(host);
    const detour = {
      server: `https://${way.address}`,
      "insecure-skip-tls-verify": true,
      "certificate-authority": undefined,
    };
    const kubeconfig = kubeconfigOf(cluster, { cluster: { ...detour, "certificate-authority-data": undefined } });
    const there = await connected(kubeconfig, { namespace: cluster.namespace });
    const lost = await hold(there, async (lease) => {
      await way.off();
      await pause(6_000);
      await way.on();
      await pause(3_000);
      expect(lease.signal.aborted).toBe(false);
      await way.off();
      const since = performance.now();
      await pause(60_000, undefined, { signal: lease.signal }).catch(() => {});
      expect(performance.now() - since).toBeLessThan(15_000);
      return lease.signal.reason;
    }).catch((error: Failure) => error);
    expect(lost).toMatchObject({
      reason: "api",
      message: "lost the lock: the Lease chatops-chat could not be renewed for 12 s",
    });
  },
);

test("a Lease of somebody else is left alone", async () => {
  const cluster = await ownNamespace();
  const { coordination, namespace } = cluster;
  await coordination.createNamespacedLease({
    namespace,
    body: { metadata: { name }, spec: { holderIdentity: "leader" } },
  });
  await expect(hold(cluster, takenOver)).rejects.toThrow(
    `the Lease ${name} in namespace ${namespace} is not one of chatops`,
  );
});

test("names the right that is missing", async () => {
  const cluster = await ownNamespace();
  const rules = [{ apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["get"] }];
  const limited = await connected(await limitedUser(cluster, rules), { namespace: cluster.namespace });
  await expect(hold(limited, takenOver)).rejects.toThrow(/may not create leases\.coordination\.k8s\.io in namespace/);
});

/** A lease that a run of another machine holds for three seconds. */
const leaveBehind = ({ coordination, namespace }: Cluster, holderIdentity: string) =>
  coordination.createNamespacedLease({
    namespace,
    body: {
      metadata: { name, labels: { "app.kubernetes.io/managed-by": "chatops" } },
      spec: { holderIdentity, leaseDurationSeconds: 3 },
    },
  });
